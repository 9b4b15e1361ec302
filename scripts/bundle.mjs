// src/main.ts and the packages that it uses, as a few files. Node would else find, read and compile hundreds of modules of
// ours and of packages, which takes longer than the work of a `show` (figures: docs/performance.md).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A change elsewhere is none of the bundle. */
const BUILT_FROM = ['src', 'scripts/bundle.mjs', 'package.json', 'package-lock.json'];

/** Large packages that few runs need: a file each, loaded by the first module that needs it. */
const APART = { etcd3: 'etcd3', 'grpc-js': '@grpc/grpc-js', yaml: 'yaml' };

const packagesApart = {
  name: 'large packages in files of their own',
  setup({ onResolve }) {
    const fileOf = new Map(Object.entries(APART).map(([file, name]) => [name, `./${file}.cjs`]));
    onResolve({ filter: /^(etcd3|@grpc\/grpc-js|yaml)$/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: fileOf.get(path), external: true },
    );
  },
};

/**
 * What cli-table3 loads and never needs: colours of its own frames, and an old string-width that makes a pattern of all
 * emoji for each text that it measures. It is given texts of ASCII alone (src/drawing/table.ts): their width is their length.
 */
const STAND_INS = {
  '@colors/colors/safe': 'module.exports = {};',
  'string-width': 'module.exports = ({ length }) => length;',
};

const withStandIns = {
  name: 'with stand-ins for what cli-table3 never needs',
  setup({ onLoad, onResolve, onEnd }) {
    const used = new Set();
    const filter = new RegExp(`^(${Object.keys(STAND_INS).join('|')})$`);
    onResolve({ filter }, ({ importer, path }) => {
      if (!/[\\/]node_modules[\\/]cli-table3[\\/]/.test(importer)) return undefined;
      used.add(path);
      return { path, namespace: 'stand-in' };
    });
    onLoad({ filter: /./, namespace: 'stand-in' }, ({ path }) => ({ contents: STAND_INS[path] }));
    onEnd(() => {
      const unused = Object.keys(STAND_INS).filter((path) => !used.has(path));
      return { errors: unused.map((path) => ({ text: `cli-table3 no longer loads ${path}` })) };
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

/** What both kinds of bundle have in common: CommonJS, for Node 20 takes 15 ms longer for the same as ES modules. */
const options = (root) => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Where two classes have the same name, both keep it: errors tell it. Not minified, so that stacks can be read.
  keepNames: true,
  define: { ESI_STATE_BUILD: buildInfo(root) },
  metafile: true,
});

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
  const { build } = await import('esbuild');
  const { metafile } = await build({
    ...options(root),
    entryPoints: { main: 'src/main.ts', ...APART },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    plugins: [packagesApart, withStandIns, withProtos],
  });
  writeFileSync(join(folder, 'LICENCES.txt'), licencesText(root, metafile));
}

/** The same as one text, and the licences of what is in it; parts of it still run only when they are needed. */
export async function bundleInOne(root) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    ...options(root),
    entryPoints: ['src/main.ts'],
    plugins: [withStandIns, withProtos],
    write: false,
  });
  return { code: outputFiles[0].text, licences: licencesText(root, metafile) };
}
