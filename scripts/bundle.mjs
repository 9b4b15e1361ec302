// src/main.ts and the packages that it uses, as a few files (packs.mjs). Node would else find, read and compile hundreds of
// modules of ours and of packages, which takes longer than the work of a `show` (figures: docs/performance.md).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { keepCompiled } from './compile.mjs';
import { pack } from './packs.mjs';

// Not minified, so that stack traces name functions and lines that can be read; it would gain nothing measurable.
const COMMON = { platform: 'node', target: 'node20' };

/** A change elsewhere is none of the bundle. */
const BUILT_FROM = [
  'src',
  'scripts/bundle.mjs',
  'scripts/packs.mjs',
  'scripts/compile.mjs',
  'package.json',
  'package-lock.json',
];

/**
 * What packages load and we never reach:
 * - grpc-js: its servers, and proto-loader for its channelz service alone; 500 KB, which take 7 ms with each connection;
 * - commander: child processes, for verbs that are programs of their own;
 * - cli-table3: the colours of its own frames, and an old string-width with a pattern of all emoji, made anew for each
 *   text; 8 ms with commander's. It is given stand-ins of ASCII alone (src/report/table.ts), whose width is their length.
 */
const UNREACHED = [
  { by: 'grpc-js', path: /^(@grpc\/proto-loader|\.\/server|\.\/server-interceptors)$/ },
  { by: 'commander', path: /^node:child_process$/ },
  { by: 'cli-table3', path: /^@colors\/colors\/safe$/ },
  { by: 'cli-table3', path: /^string-width$/, contents: 'module.exports = ({ length }) => length;' },
];

const withoutUnreached = {
  name: 'without what is not reached',
  setup({ onLoad, onResolve }) {
    UNREACHED.forEach(({ by, path, contents = 'module.exports = {};' }, i) => {
      const importedBy = new RegExp(`[\\\\/]node_modules[\\\\/](@grpc[\\\\/])?${by}[\\\\/]`);
      onResolve({ filter: path }, ({ importer, path }) =>
        importedBy.test(importer) ? { path, namespace: `unreached-${i}` } : undefined,
      );
      onLoad({ filter: /./, namespace: `unreached-${i}` }, () => ({ contents }));
    });
  },
};

const git = (root, ...args) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The commit of this checkout; null where it is none, for instance an unpacked archive inside another checkout. */
function commitOf(root) {
  try {
    if (realpathSync(git(root, 'rev-parse', '--show-toplevel')) !== realpathSync(root)) return null;
    const changed = git(root, 'status', '--porcelain', '--', ...BUILT_FROM);
    return `${git(root, 'rev-parse', '--short=12', 'HEAD')}${changed === '' ? '' : '+'}`;
  } catch {
    return null;
  }
}

/** What `--version` tells: no time and no path, so that the same commit gives the same bytes. */
function buildInfo(root) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return JSON.stringify({ version, commit: commitOf(root) });
}

/** etcd3 reads its proto files from the disk, beside the file that it is in: in the bundle they are a value of it. */
const withProtos = {
  name: "with etcd3's proto files inside",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]etcd3[\\/]lib[\\/]connection-pool\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(
        /loadSync\)\(`[^`]*\/proto\/rpc\.proto`/,
        () => `fromJSON)(${JSON.stringify(protosOf(path))}`,
      );
      if (contents === text) throw new Error(`${path} no longer loads its proto files as it did`);
      return { contents };
    });
  },
};

function protosOf(user) {
  const loader = createRequire(user).resolve('@grpc/proto-loader');
  const { Root } = createRequire(loader)('protobufjs');
  const root = new Root();
  root.loadSync(join(dirname(user), '../proto/rpc.proto'), { keepCase: true });
  return root.toJSON();
}

/** What both kinds of bundle have in common. */
const options = (root) => ({
  ...COMMON,
  absWorkingDir: root,
  bundle: true,
  // Where two classes have the same name, both keep it: errors tell it.
  keepNames: true,
  plugins: [withoutUnreached, withProtos],
  define: { ESI_STATE_BUILD: buildInfo(root) },
  metafile: true,
  write: false,
});

/** Files that are loaded when they are needed. esbuild splits like that into ES modules only. */
async function split(root, folder, esbuild) {
  return esbuild.build({
    ...options(root),
    entryPoints: { main: 'src/main.ts' },
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    splitting: true,
    format: 'esm',
  });
}

/** Node 20 takes 15 ms longer for the same as ES modules. */
async function asCommonJs(text, esbuild) {
  const { code } = await esbuild.transform(text, {
    ...COMMON,
    format: 'cjs',
    supported: { 'dynamic-import': false },
  });
  return code;
}

/** Each package of which something is in the bundle, with its licence: most licences demand that. */
function licences(root, inputs) {
  const packages = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(packages)].sort().map((path) => {
    const folder = join(root, path);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
}

function licencesText(root, { inputs }) {
  return licences(root, Object.keys(inputs)).join(`\n${'-'.repeat(80)}\n\n`);
}

/** Writes the bundle into this folder. Throws where something is imported that is not there. */
export async function bundle(root, folder) {
  const esbuild = await import('esbuild');
  const { outputFiles, metafile } = await split(root, folder, esbuild);
  const texts = {};
  for (const { path, text } of outputFiles) texts[basename(path)] = await asCommonJs(text, esbuild);
  const { written, main } = pack(metafile.outputs, texts);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(written)) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'main.cjs'), await startText(root, main, esbuild));
  writeFileSync(join(folder, 'LICENCES.txt'), licencesText(root, metafile));
  for (const file of Object.keys(written)) keepCompiled(join(folder, file));
}

async function startText(root, main, esbuild) {
  const { outputFiles } = await esbuild.build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['src/start.ts'],
    bundle: true,
    format: 'cjs',
    define: { ESI_STATE_MAIN: JSON.stringify(main) },
    write: false,
  });
  return outputFiles[0].text;
}

/** The same as one CommonJS text, and the licences of what is in it; parts of it still run only when they are needed. */
export async function bundleInOne(root) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...options(root),
    entryPoints: ['src/main.ts'],
    format: 'cjs',
  });
  return { code: outputFiles[0].text, licences: licencesText(root, metafile) };
}
