// Is the package that npm would publish whole, without what does not belong to it, does it run once installed, and is it
// the same, byte for byte, when it is built and packed again?
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version, files } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

const REQUIRED = [
  'package.json',
  'README.md',
  'LICENSE',
  'bin/esi-state.js',
  'bin/compile-cache.js',
  'bin/package.json',
  'dist/main.cjs',
  'dist/etcd3.cjs',
  'dist/grpc-js.cjs',
  'dist/yaml.cjs',
  'dist/LICENCES.txt',
  'docs/esi-state.1',
  'docs/schema/verify.json',
  'contrib/systemd/esi-state-verify.timer',
  'contrib/prometheus/esi-state.rules.yml',
];
const ALLOWED =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/(esi-state\.js|compile-cache\.js|package\.json)|dist\/(LICENCES\.txt|(main|etcd3|grpc-js|yaml)\.cjs)|contrib\/[\w-]+\/[\w.-]+|docs\/(esi-state\.1|schema\/([\w-]+\.json|README\.md)))$/;

const output = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

function problemsOf(inside) {
  const paths = inside.map(({ path }) => path);
  const bin = inside.find(({ path }) => path === 'bin/esi-state.js');
  return [
    ...REQUIRED.filter((path) => !paths.includes(path)).map((path) => `${path} is missing`),
    ...paths.filter((path) => !ALLOWED.test(path)).map((path) => `${path} does not belong`),
    ...(bin === undefined || bin.executable ? [] : ['bin/esi-state.js is not executable']),
  ];
}

/** npm with an empty cache and no way to a registry. */
const npm = (folder, ...args) =>
  output('npm', [...args, '--offline', '--cache', join(folder, 'cache'), '--no-update-notifier'], folder);

/** Built anew, and in a copy: pack's own scripts change package.json for a moment, which nobody else may see. */
async function pack(folder) {
  const copy = join(folder, 'copy');
  mkdirSync(copy, { recursive: true });
  for (const part of [
    ...files.filter((part) => part !== 'dist'),
    'package.json',
    'README.md',
    'LICENSE',
    'scripts',
  ])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  await bundle(root, join(copy, 'dist'));
  const before = readFileSync(join(copy, 'package.json'), 'utf8');
  npm(folder, 'pack', copy, '--pack-destination', folder, '--foreground-scripts=false', '--silent');
  if (readFileSync(join(copy, 'package.json'), 'utf8') !== before)
    throw new Error('packing left another package.json behind');
  return join(folder, `${name}-${version}.tgz`);
}

function packed(file) {
  const lines = output('tar', ['-tvzf', file]).trim().split('\n');
  return lines.map((line) => ({
    path: line.replace(/^.* package\//, ''),
    executable: /^-..x..x..x/.test(line),
  }));
}

/** Installed from the file alone, so that nothing of this checkout can stand in for what the package lacks. */
function problemsInstalled(folder, file) {
  const prefix = join(folder, 'prefix');
  npm(folder, 'install', '--global', '--prefix', prefix, file);
  const home = join(prefix, 'lib/node_modules');
  const run = (...args) => output(join(prefix, 'bin', name), args, folder);
  const told = run('--version');
  const { dependencies } = JSON.parse(readFileSync(join(home, name, 'package.json'), 'utf8'));
  return [
    ...(told.startsWith(`${name} ${version}\n`)
      ? []
      : [`--version says "${told.trim()}" and not ${version}`]),
    ...(run('rules').includes('outputs-differ') ? [] : ['rules lists nothing']),
    ...(existsSync(join(prefix, 'share/man/man1', `${name}.1`)) ? [] : ['man finds no page']),
    ...(dependencies === undefined ? [] : ['it names dependencies, which an install would fetch']),
    ...(existsSync(join(home, name, 'node_modules')) ? ['it has brought packages along'] : []),
  ];
}

const folder = mkdtempSync(join(tmpdir(), `${name}-package-`));
try {
  const file = await pack(join(folder, 'one'));
  const again = await pack(join(folder, 'two'));
  const inside = packed(file);
  const problems = problemsOf(inside);
  if (!readFileSync(file).equals(readFileSync(again))) problems.push('two builds of it differ');
  if (problems.length === 0) problems.push(...problemsInstalled(folder, file));
  for (const problem of problems) console.error(`error: the package: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else
    console.log(
      `${name}-${version}.tgz: ${inside.length} files; the same from two builds; installs offline and runs`,
    );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
