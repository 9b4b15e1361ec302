/** Each rule of .dependency-cruiser.mjs catches an import that it forbids: put into a copy of src, all at once. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ROOT } from './support/run/cli.ts';

/** Rule, a file put in, and what it imports. */
const FORBIDDEN: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['stages-alone', 'stages/planted.ts', '../errors.ts'],
  ['judge-on-stages', 'judge/planted.ts', '../repair/plan/plan.ts'],
  ['judge-on-stages', 'judge/quick/planted.ts', '../../store/source.ts'],
  ['plan-is-pure', 'repair/plan/planted.ts', '../../store/scan/scan.ts'],
  ['plan-has-no-journal', 'repair/plan/planted2.ts', '../apply.ts'],
  ['secrets-beside-judge', 'secrets/planted.ts', '../settings/session.ts'],
  ['pure-has-no-effects', 'stages/planted2.ts', 'node:fs'],
  ['pure-has-no-effects', 'judge/rules/planted.ts', 'node:process'],
  ['pure-has-no-effects', 'repair/plan/planted3.ts', 'node:timers/promises'],
  ['pure-has-no-effects', 'secrets/planted2.ts', 'node:crypto'],
  ['pure-has-no-effects', 'drawing/planted.ts', 'node:os'],
  ['pure-has-no-effects', 'commands/show/views/planted.ts', 'node:net'],
  ['pure-has-no-effects', 'commands/verify/formats/planted.ts', 'node:child_process'],
  ['core-is-ours', 'judge/planted2.ts', 'yaml'],
  ['verbs-apart', 'commands/show/planted.ts', '../verify/verify.ts'],
  ['verbs-apart', 'commands/journal/views/planted.ts', '../../repair/views/plan.ts'],
  ['views-see-results', 'commands/ping/views/planted.ts', '../../../store/etcd/probe.ts'],
  ['views-see-results', 'commands/repair/views/planted.ts', '../../../settings/session.ts'],
  ['verbs-on-top', 'settings/planted.ts', '../commands/show/result.ts'],
  ['verbs-on-top', 'drawing/planted2.ts', '../commands/verify/result.ts'],
  ['line-on-top', 'commands/verify/planted.ts', '../../cli/program.ts'],
  ['drawing-is-below', 'drawing/planted3.ts', '../terminal/terminal.ts'],
  ['store-below', 'store/planted.ts', '../judge/judge.ts'],
  ['system-below', 'system/planted.ts', '../settings/session.ts'],
  ['clock-below', 'clock/planted.ts', '../settings/settings.ts'],
  ['masks-are-the-gate', 'commands/show/planted2.ts', '../../secrets/pass.ts'],
  ['files-in-one-place', 'settings/planted2.ts', 'node:fs'],
  ['files-alone', 'files/planted.ts', '../stages/keys.ts'],
  ['etcd-client-behind-store', 'store/etcd/planted.ts', 'etcd3'],
  ['tables-in-drawing', 'commands/verify/formats/planted2.ts', 'chalk'],
  ['parser-in-cli', 'settings/planted3.ts', 'commander'],
  ['no-cycles', 'terminal/planted.ts', './planted2.ts'],
  ['no-cycles', 'terminal/planted2.ts', './planted.ts'],
  ['resolvable', 'terminal/planted3.ts', 'typescript'],
  ['resolvable', 'terminal/planted4.ts', './nothing-there.ts'],
];

/** It uses nothing, and nothing uses it. */
const ALONE = 'terminal/planted5.ts';

const root = mkdtempSync(join(tmpdir(), 'esi-state-structure-'));
after(() => rmSync(root, { recursive: true, force: true }));

for (const name of ['src', 'scripts', '.dependency-cruiser.mjs', 'tsconfig.json', 'package.json'])
  cpSync(join(ROOT, name), join(root, name), { recursive: true });
symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
for (const [, file, imported] of FORBIDDEN)
  writeFileSync(
    join(root, 'src', file),
    `import * as forbidden from '${imported}';\nexport const x = forbidden;\n`,
  );
writeFileSync(join(root, 'src', ALONE), 'export const x = 1;\n');

const { status, stderr } = spawnSync(process.execPath, ['scripts/structure.mjs'], {
  cwd: root,
  encoding: 'utf8',
});

test('npm run structure fails', () => assert.equal(status, 1));

for (const [rule, file, imported] of FORBIDDEN) {
  test(`${rule}: ${file} may not import ${imported}`, () => {
    const told = stderr.split('\n').filter((line) => line.startsWith(`error: ${rule}: `));
    assert.ok(
      told.some((line) => line.includes(`src/${file}`)),
      `it tells:\n${told.join('\n')}`,
    );
  });
}

test('no-orphans: a module that nothing uses', () => {
  assert.match(stderr, new RegExp(`error: no-orphans: src/${ALONE}`));
});

test('each rule is tried', async () => {
  const text = readFileSync(join(ROOT, '.dependency-cruiser.mjs'), 'utf8');
  const rules = [...text.matchAll(/(?:name: |(?:never|only)\(\s*)'([a-z-]+)'/g)].map(([, name]) => name);
  const tried = new Set(['no-orphans', ...FORBIDDEN.map(([rule]) => rule)]);
  assert.ok(rules.length > 20);
  assert.deepEqual(
    rules.filter((rule) => !tried.has(rule ?? '')),
    [],
  );
});
