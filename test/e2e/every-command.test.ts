/** Every command, output format and exit code once, on whichever etcd and Node the tests run. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, PORT, putPort, STACKLESS } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

let etcd: TestEtcd;
let folder: string;
before(async () => {
  etcd = await testEtcd();
  folder = mkdtempSync(join(tmpdir(), 'esi-state-test-'));
  await putPort(etcd);
  await etcd.put(KEYS.state, CHANGED_STATE);
  await etcd.put('/state/v2.0/quotas/default', STACKLESS);
});
after(async () => {
  await etcd.stop();
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder } });
const NOW = ['--settle', '0'];

interface Step {
  readonly args: readonly string[];
  readonly code: number;
  /** What is on standard output; of JSON, what the object has. */
  readonly says: RegExp;
}

/** In this order: the port is broken, mended, and broken again by the undo. */
const STEPS: readonly Step[] = [
  { args: ['show', PORT], code: 0, says: /^BROKEN .*outputs-differ/s },
  { args: ['show', PORT, '--raw'], code: 0, says: /\/state\/v2\.0\/ports\// },
  { args: ['show', 'quotas/default'], code: 0, says: /^STACKLESS/ },
  { args: ['show', 'ffff0000'], code: 4, says: /^$/ },
  { args: ['show', 'abc'], code: 2, says: /^$/ },
  { args: ['verify', '--all', ...NOW], code: 1, says: /1 broken of 2 resources/ },
  { args: ['verify', 'quotas/default', ...NOW], code: 0, says: /no inconsistencies/ },
  {
    args: [
      'verify',
      '--all',
      '--prefix',
      'state=/a/',
      '--prefix',
      'heat_stacks=/b/',
      '--prefix',
      'job_state=/c/',
    ],
    code: 3,
    says: /^$/,
  },
  { args: ['repair', PORT, ...NOW], code: 5, says: /PLAN/ },
  { args: ['repair', PORT, ...NOW, '--dry-run'], code: 0, says: /only planned/ },
  { args: ['repair', PORT, ...NOW, '--yes'], code: 0, says: /done: / },
  { args: ['verify', '--all', ...NOW], code: 0, says: /no inconsistencies in 2 resources/ },
  { args: ['journal'], code: 0, says: /^written / },
  { args: ['journal', '--resolve'], code: 0, says: /nothing is unknown/ },
  { args: ['undo', 'ENTRY', '--yes'], code: 0, says: /done: / },
  { args: ['verify', PORT, ...NOW], code: 1, says: /BROKEN/ },
  { args: ['repair', '--all', ...NOW, '--yes'], code: 0, says: /done: / },
  { args: ['rules'], code: 0, says: /outputs-differ/ },
  { args: ['rules', 'outputs-differ'], code: 0, says: /Examples/ },
  { args: ['ping', '--count'], code: 0, says: /^OK/ },
  { args: ['config'], code: 0, says: /endpoints/ },
  { args: ['completion', 'bash'], code: 0, says: /complete/ },
];

/** And of these ndjson. */
const BY_LINE = new Set(['show', 'verify', 'rules', 'ping', 'config']);
/** Of these JSON tells the same. */
const AS_JSON = new Set(['show', 'verify', 'repair', 'journal', 'rules', 'ping', 'config']);

async function withEntry(args: readonly string[]): Promise<string[]> {
  if (!args.includes('ENTRY')) return [...args];
  const { entries } = JSON.parse((await run('journal', '-o', 'json')).stdout);
  return args.map((word) => (word === 'ENTRY' ? entries.at(-1).id : word));
}

/** What a command tells as JSON depends on how it ends, so it is asked for once for each of its ends; lines, once for each. */
const told = new Set<string>();
function isNew(what: string): boolean {
  return !told.has(what) && told.add(what).has(what);
}

/** A write is made once, so only what reads is run again as JSON. */
async function assertJson(args: readonly string[], code: number): Promise<void> {
  if (!AS_JSON.has(args[0] ?? '') || args.includes('--yes') || args.includes('--raw')) return;
  if (!isNew(`${args[0]} ${code}`)) return;
  const json = await run(...args, '-o', 'json');
  assert.equal(json.code, code, json.stderr);
  if (json.stdout === '') assert.equal(JSON.parse(json.stderr).error.code, code);
  else assert.equal(JSON.parse(json.stdout).schema_version, 1);
  if (!BY_LINE.has(args[0] ?? '') || !isNew(`lines of ${args[0]}`)) return;
  const lines = await run(...args, '-o', 'ndjson');
  assert.equal(lines.code, code, lines.stderr);
  for (const line of lines.stdout.trim().split('\n').filter(Boolean)) JSON.parse(line);
}

describe('every command', () => {
  for (const { args, code, says } of STEPS)
    it(`${args.join(' ')} is exit ${code}`, async () => {
      const words = await withEntry(args);
      const ran = await run(...words);
      assert.equal(ran.code, code, ran.stderr);
      assert.match(ran.stdout, says);
      assert.doesNotMatch(ran.stderr, /Warning|DEP0|internal error/);
      await assertJson(words, code);
    });

  it('has help', async () => {
    const { stdout } = await run('--help');
    const listed = /\nCommands:\n(.*?)\n\n/s.exec(stdout)?.[1] ?? '';
    const verbs = [...listed.matchAll(/^ {2}([a-z]+)/gm)].flatMap(([, verb]) =>
      verb === 'help' ? [] : [verb ?? ''],
    );
    for (const verb of new Set(STEPS.map(({ args }) => args[0]))) assert.ok(verbs.includes(verb ?? ''), verb);
    for (const verb of verbs) {
      const ran = await run(verb, '--help');
      assert.equal(ran.code, 0, verb);
      assert.match(ran.stdout, new RegExp(`^Usage: esi-state ${verb}`));
    }
  });
});
