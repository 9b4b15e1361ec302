/** Completion as it is used: in the shells themselves, on a terminal, with the Tab key. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { STACKLESS } from '../support/data/port.ts';
import { BIN, esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { bash, fish, typed, zsh } from '../support/run/shells.ts';

let etcd: TestEtcd;
let folder: string;
let env: Record<string, string>;

/** In PATH as esi-state: completes as the built tool does, and else tells which words it was given. */
const STAND_IN = `#!/bin/sh
case $1 in
  completion | __complete) exec ${process.execPath} ${BIN} "$@" ;;
esac
printf '<%s>' "$@"
echo
`;

const CONFIG = `contexts:
  prod: { endpoints: [127.0.0.1:1] }
  lab: { endpoints: [127.0.0.1:2] }
`;

before(async () => {
  etcd = await testEtcd();
  for (const key of ['v2.0/ports/aaaa', 'v2.0/policies/bbbb', 'v2.0/$(touch pwned)/cccc', 'v2.0/a b/d'])
    await etcd.put(`/state/${key}`, STACKLESS);
  folder = mkdtempSync(join(tmpdir(), 'esi-state-completion-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/esi-state'), STAND_IN);
  chmodSync(join(folder, 'bin/esi-state'), 0o755);
  mkdirSync(join(folder, '.config/esi-state'), { recursive: true });
  writeFileSync(join(folder, '.config/esi-state/config.yaml'), CONFIG);
  writeFileSync(join(folder, 'plan.json'), '{}');
  env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder, ...etcd.env };
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await etcd.stop();
});

/** What is typed, and the words that the tool is then given. */
const LINES: readonly (readonly [keys: string, words: string])[] = [
  ['esi-state ver\t-\t\t\x15esi-state sho\tx', '<show><x>'],
  ['esi-state rul\toutputs-dif\t', '<rules><outputs-differ>'],
  ['esi-state verify --list-\tx', '<verify><--list-all><x>'],
  ['esi-state verify --fail-on w\tx', '<verify><--fail-on><warning><x>'],
  ['esi-state verify --fail-on=w\tx', '<verify><--fail-on=warning><x>'],
  ['esi-state repair --stage h\t--from=rev\t7 x', '<repair><--stage><heat_stacks><--from=revision:7><x>'],
  ['esi-state --prefix st\t/x/ show x', '<--prefix><state=/x/><show><x>'],
  ['esi-state --context p\tverify --all', '<--context><prod><verify><--all>'],
  ['esi-state --context=l\tverify --all', '<--context=lab><verify><--all>'],
  ['esi-state show por\taaaa', '<show><ports/aaaa>'],
  ['esi-state verify v2.0/pol\t', '<verify><v2.0/policies/>'],
  ['esi-state repair --all --type pol\tx', '<repair><--all><--type><policies><x>'],
  ['esi-state repair --apply ~/pl\tx', `<repair><--apply><HOME/plan.json><x>`],
  ['esi-state repair --apply=$HOME/pl\tx', `<repair><--apply=HOME/plan.json><x>`],
  ['esi-state verify --color=al\tx', '<verify><--color=always><x>'],
  ['esi-state verify -o js\tx', '<verify><-o><json><x>'],
];

for (const [name, find] of Object.entries({ bash, zsh, fish })) {
  it(`${name}: the Tab key completes`, async () => {
    const keys = LINES.map(([line]) => line);
    const screen = await typed(await find(), keys, env);
    const given = screen.match(/^\r*<[^\r\n]*>\r?$/gm) ?? [];
    assert.deepEqual(
      given.map((line) => line.trim().replaceAll(folder, 'HOME')),
      LINES.map(([, words]) => words),
    );
  });
}

describe('what a shell asks the tool', () => {
  const complete = (words: readonly string[], more: Record<string, string> = {}) =>
    esiState(['__complete', 'zsh', '--', ...words], { env: { HOME: folder, ...etcd.env, ...more } });

  it('nothing from etcd that a shell could take for more than a word', async () => {
    const { stdout } = await complete(['verify', '']);
    assert.equal(stdout, 'policies/\t\nports/\t\n:open\n');
  });

  it('is answered with nothing, silently, while etcd does not answer', async () => {
    await etcd.etcd.signal('SIGSTOP');
    try {
      const { code, stdout, stderr } = await complete(['verify', 'po']);
      assert.deepEqual([code, stdout, stderr], [0, '', '']);
    } finally {
      await etcd.etcd.signal('SIGCONT');
    }
  });

  for (const [what, words, more] of [
    ['a configuration that is none', ['--context', ''], { ESI_STATE_CONFIG: '/dev/null/none' }],
    ['an endpoint that is none', ['show', 'po'], { ETCDCTL_ENDPOINTS: 'nowhere:x' }],
    ['an etcd that refuses', ['show', 'po'], { ETCDCTL_ENDPOINTS: '127.0.0.1:1' }],
    ['a context that is none', ['--context', 'none', 'verify', 'po'], {}],
    ['a pinned cluster that is another', ['--prefix', 'stat=/x', 'verify', 'po'], {}],
  ] as const) {
    it(`is answered with nothing, silently: ${what}`, async () => {
      const { code, stdout, stderr } = await complete(words, more);
      assert.deepEqual([code, stdout, stderr], [0, '', '']);
    });
  }

  it('an unknown verb, and values that are the operator’s own, have no completion', async () => {
    for (const words of [
      ['frobnicate', ''],
      ['verify', '--settle', ''],
      ['undo', '7'],
      ['config', ''],
    ])
      assert.equal((await complete(words)).stdout, ':words\n');
  });

  it('a shell that is unknown is exit 2', async () => {
    const { code, stderr } = await esiState(['completion', 'bahs']);
    assert.equal(code, 2);
    assert.match(stderr, /^error: .*Did you mean bash\?\n$/);
  });
});
