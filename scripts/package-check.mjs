// Is the package that npm would publish whole, without what does not belong to it, and does it run once installed?
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'bin/esi-state.js',
  'bin/package.json',
  'dist/main.cjs',
  'dist/LICENCES.txt',
];
const ALLOWED =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/(esi-state\.js|package\.json)|dist\/(LICENCES\.txt|main\.cjs|chunks\/[\w-]+\.cjs|proto\/\w+\.proto))$/;

const output = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

function problemsOf(files) {
  const paths = files.map(({ path }) => path);
  const bin = files.find(({ path }) => path === 'bin/esi-state.js');
  return [
    ...REQUIRED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths.filter((path) => !ALLOWED.test(path)).map((path) => `${path} does not belong`),
    ...(bin === undefined || (bin.mode & 0o111) !== 0 ? [] : ['bin/esi-state.js is not executable']),
  ];
}

/** Installed from the file alone, so that nothing of this checkout can stand in for what the package lacks. */
function installed(folder, file) {
  output('npm', ['install', '--no-save', '--omit=dev', '--prefix', folder, join(folder, file)]);
  return output(join(folder, 'node_modules/.bin', name), ['--version'], folder).trim();
}

const folder = mkdtempSync(join(tmpdir(), `${name}-package-`));
try {
  // The scripts would build again, and print between the JSON.
  const packed = output('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [{ filename, files, size }] = JSON.parse(packed);
  const problems = problemsOf(files);
  const told = problems.length === 0 ? installed(folder, filename) : version;
  if (!told.includes(version)) problems.push(`once installed, --version says "${told}" and not ${version}`);
  for (const problem of problems) console.error(`error: the package: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${filename}: ${files.length} files, ${size} bytes; installs and runs`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
