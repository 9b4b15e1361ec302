// `npm run test:versions`: all end-to-end tests, and those of etcd's client, on each etcd and each Node that is supported,
// paired so that each of both has a whole run; with arguments, those whose path has one of them. With `--others`, without
// the pair of this Node and the etcd that is the default: `npm test` has just run that. What is not here is fetched into
// .cache/ on first use.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAIRS = [
  { node: 20, etcd: '3.5.30' },
  { node: 22, etcd: '3.4.23' },
  { node: 24, etcd: '3.5.16' },
  { node: 26, etcd: '3.5.30' },
];

/**
 * Slow, and the same on every etcd and Node: once, in `npm test`, is enough. The second row is about the text that is made of
 * stored values (what is hostile or secret in them, what its schema is, what a file was forged to), the third about which
 * words, commands and metrics are told, and how often etcd is asked: code of ours from end to end. They read from etcd and
 * start Node as the other files do.
 */
const ONCE = [
  ...['e2e/completion', 'e2e/demo', 'e2e/documents', 'e2e/packaging', 'e2e/start'],
  ...['e2e/forged-files', 'e2e/hostile', 'e2e/schemas', 'e2e/secrets'],
  ...['e2e/baseline', 'e2e/next-commands', 'e2e/nothing-broken', 'e2e/outputs', 'e2e/round-trips'],
  ...['e2e/clock', 'e2e/list'],
  ...['store/etcd/pem', 'store/etcd/slow-link'],
];

/**
 * About files, streams, the account and the environment: they hang on Node and not on etcd. The oldest Node has them in
 * `npm test`, the newest here.
 */
const NEWEST_NODE = ['e2e/account', 'e2e/discovery', 'e2e/environment', 'e2e/files', 'e2e/standard-output'];

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

/** Those for this Node whose paths hold one of these words; without one, all. */
function testFiles(node, wanted) {
  const all = ['e2e', 'store/etcd'].flatMap((folder) =>
    readdirSync(`${root}/.build/test/${folder}`, { recursive: true }).map((name) => `${folder}/${name}`),
  );
  const pathOf = (name) => `${name}.test.js`;
  const gone = [...ONCE, ...NEWEST_NODE].map(pathOf).filter((name) => !all.includes(name));
  if (gone.length > 0) throw new Error(`there is no ${gone.join(', ')}, which is to be left out here`);
  const isNewest = PAIRS.every((pair) => pair.node <= node);
  const once = [...ONCE, ...(isNewest ? [] : NEWEST_NODE)].map(pathOf);
  const files = all
    .filter((name) => name.endsWith('.test.js') && !once.includes(name))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  return files.sort().map((name) => `.build/test/${name}`);
}

/** Another etcd that is set would be the same for all. */
const environment = (etcd) => ({ ...process.env, ETCD_BIN: '', ETCD_VERSION: etcd });

/** What failed; empty where all went well. */
function test(node, etcd, files) {
  if (files.length === 0) return [];
  const what = `Node ${versionOf(node)} with etcd ${etcd}`;
  process.stderr.write(`testing ${what}\n`);
  const began = performance.now();
  // Tests wait as well as work: one more than processors.
  const atOnce = `--test-concurrency=${availableParallelism() + 1}`;
  const args = ['--enable-source-maps', '--test', '--test-reporter=spec', atOnce, ...files];
  const { status } = spawnSync(node, args, { cwd: root, env: environment(etcd), stdio: 'inherit' });
  const how = status === 0 ? 'all pass' : 'not all pass';
  process.stderr.write(`${what}: ${how}, after ${Math.round((performance.now() - began) / 1000)} s\n`);
  return status === 0 ? [] : [what];
}

try {
  const { values, positionals } = parseArgs({
    options: { others: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const files = new Map(PAIRS.map(({ node }) => [node, testFiles(node, positionals)]));
  if ([...files.values()].every((list) => list.length === 0))
    throw new Error(`no test file matches ${positionals.join(' ')}`);
  const { findEtcd, surroundings } = await import('../.build/tools/throwaway-etcd/binary.js');
  const { DEFAULT_VERSION, ETCD_VERSIONS } = await import('../.build/tools/throwaway-etcd/versions.js');
  const left = Object.keys(ETCD_VERSIONS).filter((version) => !PAIRS.some(({ etcd }) => etcd === version));
  if (left.length > 0) throw new Error(`no Node is paired with etcd ${left.join(', ')}`);
  const isThis = ({ node, etcd }) => node === major(process.version) && etcd === DEFAULT_VERSION;
  const pairs = PAIRS.filter((pair) => !values.others || !isThis(pair));
  // All is fetched before the first run: what can't be had is told at once.
  const nodes = pairs.map(({ node }) => nodeOf(node));
  for (const { etcd } of pairs) await findEtcd(surroundings(environment(etcd)));
  const failed = pairs.flatMap(({ node, etcd }, i) => test(nodes[i], etcd, files.get(node)));
  if (failed.length > 0) throw new Error(`tests fail with ${failed.join(', and with ')}`);
} catch (error) {
  process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  process.exit(1);
}
