// `npm run test:versions`: all end-to-end tests, and those of the store, on each etcd and each Node that is supported,
// paired so that each of both has a whole run; with arguments, those whose path has one of them. What is not here is fetched
// into .cache/ on first use.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAIRS = [
  { node: 20, etcd: '3.4.23' },
  { node: 22, etcd: '3.5.16' },
  { node: 24, etcd: '3.5.30' },
  { node: 26, etcd: '3.5.30' },
];

/** Slow, and the same on every etcd and Node: once, in `npm test`, is enough. */
const ONCE = ['e2e/completion', 'e2e/demo', 'e2e/documents', 'e2e/packaging', 'e2e/start'];

const major = (version) => Number(/^v?(\d+)/.exec(version)?.[1]);

const versionOf = (node) => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

/** npm's package `node` brings the binary of that version; it is no dependency of ours. */
function fetchNode(version, folder) {
  const fresh = `${folder}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    execFileSync('npm', ['install', ...options, '--prefix', fresh, `node@${version}`], { stdio: [0, 2, 2] });
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function nodeOf(version) {
  if (version === major(process.version)) return process.execPath;
  const folder = `${root}/.cache/node-${version}`;
  const binary = `${folder}/node_modules/node/bin/node`;
  try {
    if (!existsSync(binary)) fetchNode(version, folder);
    if (major(versionOf(binary)) === version) return binary;
    throw new Error(`${binary} is another version`);
  } catch (cause) {
    throw new Error(
      `Node ${version} can't be had: ${cause.message}; give network to the npm registry, or put one at ${binary}`,
    );
  }
}

/** Words that the paths of the tests hold; none: all of them. */
const wanted = process.argv.slice(2);

function filesOf(folder) {
  return readdirSync(`${root}/.build/test/${folder}`, { recursive: true });
}

function testFiles() {
  return ['e2e', 'store']
    .flatMap((folder) => filesOf(folder).map((name) => `${folder}/${name}`))
    .filter((name) => name.endsWith('.test.js') && !ONCE.some((slow) => name === `${slow}.test.js`))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .sort()
    .map((name) => `.build/test/${name}`);
}

/** Another etcd that is set would be the same for all. */
const environment = (etcd) => ({ ...process.env, ETCD_BIN: '', ETCD_VERSION: etcd });

/** What failed; empty where all went well. */
function test(node, etcd, files) {
  const what = `Node ${versionOf(node)} with etcd ${etcd}`;
  process.stderr.write(`testing ${what}\n`);
  const began = performance.now();
  const atOnce = `--test-concurrency=${availableParallelism()}`;
  const args = ['--enable-source-maps', '--test', '--test-reporter=spec', atOnce, ...files];
  const { status } = spawnSync(node, args, { cwd: root, env: environment(etcd), stdio: 'inherit' });
  const how = status === 0 ? 'all pass' : 'not all pass';
  process.stderr.write(`${what}: ${how}, after ${Math.round((performance.now() - began) / 1000)} s\n`);
  return status === 0 ? [] : [what];
}

try {
  const { findEtcd, surroundings } = await import('../.build/tools/throwaway-etcd/binary.js');
  const { ETCD_VERSIONS } = await import('../.build/tools/throwaway-etcd/versions.js');
  const left = Object.keys(ETCD_VERSIONS).filter((version) => !PAIRS.some(({ etcd }) => etcd === version));
  if (left.length > 0) throw new Error(`no Node is paired with etcd ${left.join(', ')}`);
  // All is fetched before the first run: what can't be had is told at once.
  const nodes = PAIRS.map(({ node }) => nodeOf(node));
  for (const { etcd } of PAIRS) await findEtcd(surroundings(environment(etcd)));
  const files = testFiles();
  const failed = PAIRS.flatMap(({ etcd }, i) => test(nodes[i], etcd, files));
  if (failed.length > 0) throw new Error(`tests fail with ${failed.join(', and with ')}`);
} catch (error) {
  process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  process.exit(1);
}
