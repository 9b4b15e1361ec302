import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { BIN, ROOT } from '../support/cli.ts';

interface PackedFile {
  readonly path: string;
  readonly mode: number;
}

/** What npm would publish. Its scripts would build dist anew under the feet of the other tests. */
function packedFiles(): PackedFile[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const printed = execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    // A checkout is not told to report to a registry whether there is a newer npm.
    env: { ...process.env, npm_config_update_notifier: 'false' },
  });
  const [packed] = JSON.parse(printed) as [{ files: PackedFile[] }];
  return packed.files;
}

/** A checkout in which nothing has been built. */
function unbuilt(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-unbuilt-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['bin', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  return folder;
}

describe('the executable', () => {
  it('names the command that is missing where nothing was built', (t) => {
    const { status, stdout, stderr } = spawnSync(join(unbuilt(t), 'bin/esi-state.js'), ['--version'], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^error: .*npm run build.*\n$/);
  });

  it('runs by itself and tells the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const printed = execFileSync(BIN, ['--version'], { encoding: 'utf8' });
    assert.equal(printed.split('\n')[0], `esi-state ${version}`);
  });
});

describe('the package', () => {
  const files = packedFiles();
  const paths = files.map(({ path }) => path);

  it('has what it needs', () => {
    for (const path of [
      'package.json',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'dist/main.cjs',
      'dist/LICENCES.txt',
    ]) {
      assert.ok(paths.includes(path), `${path} is missing`);
    }
    const bin = files.find(({ path }) => path === 'bin/esi-state.js');
    assert.equal((bin?.mode ?? 0) & 0o111, 0o111);
  });

  it('has nothing else', () => {
    const known =
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/(esi-state\.js|package\.json)|dist\/(LICENCES\.txt|main\.cjs|chunks\/[\w-]+\.cjs|proto\/\w+\.proto))$/;
    const strange = paths.filter((path) => !known.test(path));
    assert.deepEqual(strange, []);
  });
});
