// Makes a fresh clone ready for `npm test`, `npm run demo` and the benches: installs and builds what is missing or
// older than its source. Plain JavaScript without dependencies, for it runs before there are any.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = 'node_modules/typescript/bin/tsc';

const modified = (path) => statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** When a file or a folder's content last changed; a deletion shows in the time of the folder it was in. */
function newest(path) {
  const folder = `${root}/${path}`;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return modified(path);
  const names = readdirSync(folder, { recursive: true });
  return Math.max(modified(path), ...names.map((name) => modified(`${path}/${name}`)));
}

const isOlder = (built, ...sources) => modified(built) < Math.max(...sources.map(newest));

function run(command, args, why) {
  process.stderr.write(`${why}\n`);
  // The children's chatter goes to stderr: stdout belongs to the demo's or the bench's own result.
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
}

/** Into a folder of its own, which then takes the old one's place: nothing of a deleted source stays behind. */
function buildTests() {
  const fresh = `.build.${process.pid}`;
  try {
    // Types are checked by `npm run types`: without that, this takes a third of the time.
    run(
      process.execPath,
      [tsc, '-p', 'test/tsconfig.json', '--noCheck', '--outDir', fresh],
      'building the tests …',
    );
    writeFileSync(`${root}/${fresh}/stamp.json`, '{}\n');
    rmSync(`${root}/.build`, { recursive: true, force: true });
    renameSync(`${root}/${fresh}`, `${root}/.build`);
  } finally {
    rmSync(`${root}/${fresh}`, { recursive: true, force: true });
  }
}

try {
  // An install with --omit=dev is no checkout to work in either.
  if (isOlder('node_modules/.package-lock.json', 'package-lock.json') || !existsSync(`${root}/${tsc}`)) {
    run('npm', ['ci'], 'installing what package-lock.json names …');
  }
  if (isOlder('dist/main.cjs', 'src', 'scripts/bundle.mjs', 'node_modules/.package-lock.json')) {
    run(process.execPath, ['scripts/build.mjs'], 'building dist/ …');
  }
  if (
    isOlder(
      '.build/stamp.json',
      'src',
      'test',
      'bench',
      'demo',
      'tools',
      'tsconfig.json',
      'node_modules/.package-lock.json',
    )
  ) {
    buildTests();
  }
} catch (error) {
  process.stderr.write(`error: this checkout could not be made ready: ${error.message}\n`);
  process.exit(1);
}
