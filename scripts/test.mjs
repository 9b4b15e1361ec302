// `npm test`: every test file under .build/test, or those whose path contains one of the arguments.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);

function testFiles() {
  return readdirSync(`${root}/.build/test`, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .sort()
    .map((name) => `.build/test/${name}`);
}

/** Once, before all: without an etcd each test that needs one would fail with the same words, or download its own. */
async function haveEtcd() {
  const { findEtcd } = await import('../.build/tools/throwaway-etcd/binary.js');
  const path = await findEtcd();
  process.stderr.write(`testing against ${path}\n`);
}

const files = testFiles();
try {
  if (files.length === 0) throw new Error(`no test file matches ${wanted.join(' ')}`);
  if (wanted.length === 0) await haveEtcd();
} catch (error) {
  process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  process.exit(1);
}
// Node's own choice is one less than processors: the files would wait for each other's sleeps.
const atOnce = `--test-concurrency=${availableParallelism() + 1}`;
const args = ['--enable-source-maps', '--test', '--test-reporter=spec', atOnce, ...files];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
