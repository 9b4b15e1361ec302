// `npm run package`: the tool and the node that runs this in one executable, which needs nothing else to be installed
// (Node's "single executable application"). Code stays readable in it; V8's own cache of it makes it start sooner.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'postject';
import { bundleInOne } from './bundle.mjs';

/** Node finds its blob by this mark, which is the same for all its versions. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv[2] ?? join(root, 'package');
const work = mkdtempSync(join(tmpdir(), 'esi-state-single-'));

/** Node's own licence and those of what is in it, where its distribution has brought them along. */
function licenceOfNode() {
  const prefix = dirname(dirname(process.execPath));
  const paths = [
    `${prefix}/LICENSE`,
    `${prefix}/share/doc/nodejs/LICENSE`,
    `${prefix}/share/doc/nodejs/copyright`,
  ];
  for (const path of paths) {
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return readFileSync(path, 'utf8');
  }
  return `Node.js is under the MIT licence; its text, and those of what is in it, come with ${process.version}.\n`;
}

function blobOf(code, licences) {
  const path = (name) => join(work, name);
  writeFileSync(path('main.cjs'), code);
  writeFileSync(path('LICENCES.txt'), licences);
  const config = {
    main: path('main.cjs'),
    output: path('blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // In the executable too, for it is what is handed on.
    assets: { 'LICENCES.txt': path('LICENCES.txt') },
  };
  writeFileSync(path('sea.json'), JSON.stringify(config));
  execFileSync(process.execPath, ['--experimental-sea-config', path('sea.json')], {
    stdio: ['ignore', 2, 2],
  });
  return readFileSync(config.output);
}

async function make() {
  const { code, licences } = await bundleInOne(root);
  const own = readFileSync(join(root, 'LICENSE'), 'utf8');
  const all = [own, licences, `Node.js ${process.version}\n\n${licenceOfNode()}`].join(
    `\n${'-'.repeat(80)}\n\n`,
  );
  const blob = blobOf(code, all);
  const made = join(work, 'esi-state');
  copyFileSync(process.execPath, made);
  chmodSync(made, 0o755);
  await inject(made, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE });
  mkdirSync(folder, { recursive: true });
  // Never half of it under its own name, even on another file system.
  copyFileSync(made, join(folder, 'esi-state.new'));
  renameSync(join(folder, 'esi-state.new'), join(folder, 'esi-state'));
  writeFileSync(join(folder, 'LICENCES.txt'), all);
}

try {
  await make();
  const file = join(folder, 'esi-state');
  console.log(`${file}: ${(statSync(file).size / 1e6).toFixed(0)} MB, with Node ${process.version}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
