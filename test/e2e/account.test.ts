/** Who runs it has no home, no entry in passwd, or stands in a folder that is gone: what can't be known is told as unknown. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newProgram } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const verbs = newProgram({} as Terminal, () => undefined).commands.map((command) => command.name());
const NOW = ['--settle', '0'];

/** One line a command; its exit code where there is a home. */
const LINES: readonly (readonly [words: readonly string[], code: number])[] = [
  [['show', PORT], 0],
  [['verify', '--all', ...NOW], 1],
  [['repair', PORT, ...NOW], 5],
  [['repair', PORT, ...NOW, '--dry-run'], 0],
  [['repair', PORT, ...NOW, '--yes'], 0],
  [['undo', 'ENTRY', '--yes'], 0],
  [['journal'], 0],
  [['journal', '--resolve'], 0],
  [['list'], 0],
  [['ping'], 0],
  [['config'], 0],
  [['rules'], 0],
  [['completion', 'bash'], 0],
  [['__complete', 'bash', 'verify', ''], 0],
  [['--help'], 0],
  [['--version'], 0],
];
const NEEDS_A_PLACE = new Set(['repair', 'undo', 'journal']);

/** Node's own answers of an account that passwd does not know; another account can't be had without being root. */
const NOBODY = `
const os = require('node:os');
os.userInfo = os.homedir = () => { throw new Error('A system error occurred: uv_os_get_passwd returned ENOENT'); };
`;
const GONE = ['bash', '-c', 'cd "$(mktemp -d)" && rmdir "$PWD" && exec "$@"', 'bash'];
const NO_HOME = ['env', '-u', 'HOME', '-u', 'XDG_STATE_HOME', '-u', 'XDG_CONFIG_HOME', '-u', 'USER'];

describe('an account of which nothing is known', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  let entry = 'none';
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    writeFileSync(folder.path('nobody.cjs'), NOBODY);
    await putPort(etcd);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });
  after(async () => {
    await etcd.stop();
    folder.remove();
  });

  const run = (words: readonly string[], ...more: string[]) =>
    esiState(
      words.map((word) => (word === 'ENTRY' ? entry : word)),
      {
        env: { ...etcd.env, NODE_OPTIONS: `--require ${folder.path('nobody.cjs')}` },
        through: [...GONE, ...NO_HOME, ...more],
      },
    );
  const entries = async (log: string) =>
    JSON.parse((await run(['journal', '--journal-dir', log, '-o', 'json'])).stdout).entries;

  it('the table has every command', () => {
    const listed = new Set(LINES.map(([[verb]]) => verb));
    assert.deepEqual(
      verbs.filter((verb) => !listed.has(verb)),
      [],
    );
  });

  for (const [words, code] of LINES)
    it(`${words.join(' ')}: needs to be told a place for the journal, or nothing`, async () => {
      const bare = await run(words);
      const verb = words[0] ?? '';
      assert.equal(bare.code, NEEDS_A_PLACE.has(verb) ? 2 : code, bare.stderr);
      if (NEEDS_A_PLACE.has(verb))
        assert.match(bare.stderr, /^error: .*no home folder; .*--journal-dir.*\n$/);
      if (!NEEDS_A_PLACE.has(verb)) return;
      const log = folder.path('journal');
      const told = await run([...words, '--journal-dir', log]);
      assert.equal(told.code, code, told.stderr);
      if (words.includes('--yes')) entry = (await entries(log)).at(-1)?.id;
    });

  it('the journal has the number of the user', async () => {
    const [{ user }] = await entries(folder.path('journal'));
    assert.equal(user, String(process.getuid?.()));
  });

  it('a relative path where the working folder is gone is wrong usage, whatever takes it', async () => {
    const cases: readonly (readonly string[])[] = [
      ['journal', '--journal-dir', 'journal'],
      ['config', '--config', 'config.yaml'],
      ['verify', '--all', '--cacert', 'ca.pem', '--endpoints', 'https://127.0.0.1:1'],
      ['verify', '--all', '--password-file', 'secret', '--user', 'reader'],
      ['verify', '--all', '--baseline', 'known'],
      ['verify', '--all', '--lock', 'lock'],
      ['repair', '--apply', 'plan.json', '--journal-dir', folder.path('journal')],
    ];
    for (const words of cases) {
      const { code, stderr } = await run(words);
      assert.equal(code, 2, words.join(' ') + stderr);
      assert.match(stderr, /^error: .*\n$/);
    }
    const named = await run(['config'], 'env', 'ESI_STATE_CONFIG=config.yaml');
    assert.equal(named.code, 2, named.stderr);
  });
});
