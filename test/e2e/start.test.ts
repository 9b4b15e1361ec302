import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { BIN, ROOT } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'esi-state-start-'));
const installed = join(folder, 'installed');
/** Tells of each pack that is opened whether V8 took the code that was kept; `undefined`: there was none. */
const probe = join(folder, 'probe.cjs');
let help: string;

before(() => {
  help = execFileSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' });
  writeFileSync(
    probe,
    `const vm = require('node:vm');
     vm.Script = class extends vm.Script {
       constructor(text, options) {
         super(text, options);
         console.error(options.filename, this.cachedDataRejected);
       }
     };`,
  );
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** An installation of its own, with code kept by the Node that runs this test; gives the paths of the first pack. */
function install(): { readonly pack: string; readonly code: string } {
  rmSync(installed, { recursive: true, force: true });
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(ROOT, part), join(installed, part), { recursive: true });
  const dist = join(installed, 'dist');
  const name = readdirSync(dist).find((file) => /^first-\w+\.cjs$/.test(file)) ?? '';
  const pack = join(dist, name);
  const code = `${pack}.${process.version}-${process.platform}-${process.arch}`;
  rmSync(code, { force: true });
  const compile = pathToFileURL(join(ROOT, 'scripts/compile.mjs')).href;
  execFileSync(process.execPath, [
    '--input-type=module',
    '-e',
    `import { keepCompiled } from ${JSON.stringify(compile)}; keepCompiled(${JSON.stringify(pack)});`,
  ]);
  return { pack, code };
}

function run(
  args: readonly string[],
  flags: readonly string[] = [],
): { stdout: string; opened: string[]; status: number | null } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, '--require', probe, join(installed, 'bin/esi-state.js'), ...args],
    { encoding: 'utf8' },
  );
  return { stdout, opened: stderr.trim().split('\n'), status };
}

describe('code that was kept at the build', () => {
  it('is taken, and nothing else is loaded for --help', () => {
    install();
    const { stdout, opened } = run(['--help']);
    assert.equal(stdout, help);
    assert.match(opened.join('\n'), /^dist\/first-\w+\.cjs false$/);
  });

  const flipped = (at: number) => (bytes: Buffer) => {
    const place = Math.floor(bytes.length * at);
    bytes[place] = (bytes[place] ?? 0) ^ 0x55;
    return bytes;
  };
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    'is empty': () => Buffer.alloc(0),
    'has three bytes': (bytes) => bytes.subarray(0, 3),
    'was cut short': (bytes) => bytes.subarray(0, bytes.length >> 1),
    'is all zeros': (bytes) => Buffer.alloc(bytes.length),
    'has a changed byte in front': flipped(0.0001),
    'has a changed byte inside': flipped(0.6),
    'has a changed byte at its end': flipped(0.999999),
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`is left alone where it ${what}`, () => {
      const { code } = install();
      writeFileSync(code, damage(readFileSync(code)));
      const { stdout, opened } = run(['--help']);
      assert.equal(stdout, help);
      assert.match(opened.join('\n'), /^dist\/first-\w+\.cjs undefined$/);
    });
  }

  it('is left alone where it cannot be read', () => {
    const { code } = install();
    rmSync(code);
    mkdirSync(code);
    assert.equal(run(['--help']).stdout, help);
  });

  it('never stands for a pack that was changed since', () => {
    const { pack } = install();
    writeFileSync(
      pack,
      readFileSync(pack, 'utf8').replaceAll('Show, verify and repair', 'Tell, verify and repair'),
    );
    assert.equal(run(['--help']).stdout, help.replace('Show, verify and repair', 'Tell, verify and repair'));
  });

  it('is refused by V8 under other flags, and the run is as ever', () => {
    install();
    const { stdout, opened } = run(['--help'], ['--no-opt']);
    assert.equal(stdout, help);
    assert.match(opened.join('\n'), /^dist\/first-\w+\.cjs true$/);
  });
});

it('an installation that is cut short is no finding', () => {
  const { pack } = install();
  writeFileSync(pack, readFileSync(pack).subarray(0, 100_000));
  const cut = run(['verify', '--all']);
  rmSync(pack);
  const gone = run(['verify', '--all']);
  assert.deepEqual([cut.status, gone.status], [70, 70]);
  for (const { opened } of [cut, gone])
    assert.match(
      opened.join('\n'),
      /^error: internal error: dist\/ can't be loaded: .+; install or build .+ again$/,
    );
});

it('show opens two packs, and a stack names files of the package', () => {
  install();
  const { opened, status } = run(['show', 'ddc14', '--debug', '--endpoints', '127.0.0.1:1']);
  assert.equal(status, 3);
  assert.deepEqual(
    opened.flatMap((line) => /^dist\/(\w+)-\w+\.cjs \w+$/.exec(line)?.[1] ?? []),
    ['first', 'read'],
  );
  assert.match(opened.join('\n'), /^ +at \w+ \(dist\/read-\w+\.cjs:\d+:\d+\)$/m);
});
