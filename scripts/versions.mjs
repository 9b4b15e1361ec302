// `npm run test:versions`: the end-to-end tests that see every command, format, exit code and error, on the other
// versions of Node that are supported and on the next etcd. What is not here is fetched into .cache/ on first use.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NODES = [20, 22, 24];
const FILES = ['e2e/every-command', 'e2e/errors', 'e2e/ping'];

const major = (version) => Number(/^v?(\d+)/.exec(version)?.[1]);

function versionOf(binary, ...args) {
  return execFileSync(binary, args, { encoding: 'utf8' }).split('\n')[0].replace('etcd Version: ', '');
}

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
  const folder = `${root}/.cache/node-${version}`;
  const binary = `${folder}/node_modules/node/bin/node`;
  try {
    if (!existsSync(binary)) fetchNode(version, folder);
    if (major(versionOf(binary, '--version')) === version) return binary;
    throw new Error(`${binary} is another version`);
  } catch (cause) {
    throw new Error(
      `Node ${version} can't be had: ${cause.message}; give network to the npm registry, or put one at ${binary}`,
    );
  }
}

function test(node, etcd) {
  const what = `Node ${versionOf(node, '--version')} with etcd ${versionOf(etcd, '--version')}`;
  process.stderr.write(`testing ${what}\n`);
  const files = FILES.map((name) => `.build/test/${name}.test.js`);
  const env = { ...process.env, ETCD_BIN: etcd };
  const args = ['--enable-source-maps', '--test', '--test-reporter=spec', ...files];
  const { status } = spawnSync(node, args, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the tests fail with ${what}`);
}

try {
  const { findEtcd, findNextEtcd } = await import('../.build/src/store/throwaway/binary.js');
  const others = NODES.filter((version) => version !== major(process.version)).map(nodeOf);
  // Each version in one pass at least; `npm test` has this Node with the usual etcd.
  const etcds = [await findNextEtcd(), await findEtcd()];
  others.forEach((node, i) => {
    test(node, etcds[i % etcds.length]);
  });
} catch (error) {
  process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  process.exit(1);
}
