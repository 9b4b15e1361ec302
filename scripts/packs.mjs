// Which of the bundle's modules lie in one file. esbuild makes a hundred of them, as each is loaded by other verbs; Node
// needs a third of a millisecond to find and read one.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** What these load before anything is awaited, but for what an earlier pack has. */
const BY_ENTRY = {
  // Also what tells of a failure: it must be there whatever has become of the other files.
  first: ['src/main.ts', 'src/cli/failure.ts', 'src/cli/help.ts'],
  read: ['src/cli/run-show.ts', 'src/report/show.ts', 'src/report/show-json.ts', 'src/store/etcd/connect.ts'],
  // Typed at each press of the Tab key.
  complete: ['src/cli/complete/run-complete.ts'],
  verify: ['src/cli/run-verify.ts', 'src/report/verify-shelves.ts', 'src/report/verify.ts'],
};

/** Large packages that few runs need. */
const BY_PACKAGE = {
  write: /(^|\/)node_modules\/(etcd3|@grpc\/grpc-js)\//,
  yaml: /(^|\/)node_modules\/yaml\//,
  letters: /(^|\/)node_modules\/string-width\//,
};

/** What all other verbs need. */
const REST = 'verbs';

function outputOf(outputs, entry) {
  const found = Object.keys(outputs).find((path) => outputs[path].entryPoint === entry);
  if (found === undefined) throw new Error(`${entry} is no longer loaded by import() alone`);
  return found;
}

function reachedBy(outputs, path, reached = new Set()) {
  if (reached.has(path)) return reached;
  reached.add(path);
  for (const { kind, external, path: next } of outputs[path].imports)
    if (kind === 'import-statement' && !external) reachedBy(outputs, next, reached);
  return reached;
}

/** The pack of each output of esbuild, by its path. */
function placed(outputs) {
  const packs = {};
  for (const [pack, entries] of Object.entries(BY_ENTRY))
    for (const entry of entries)
      for (const path of reachedBy(outputs, outputOf(outputs, entry))) packs[path] ??= pack;
  for (const path of Object.keys(outputs)) packs[path] ??= byPackage(outputs[path]) ?? REST;
  return packs;
}

function byPackage({ inputs }) {
  const paths = Object.keys(inputs);
  return Object.keys(BY_PACKAGE).find((pack) => paths.some((path) => BY_PACKAGE[pack].test(path)));
}

/**
 * The packs' texts by their file's name, each one expression: an object with a function for each module.
 * @param outputs of esbuild's metafile
 * @param texts of each output, as CommonJS, by the name of its file
 * @returns `main` is what `src/start.ts` begins with. File names tell the build: a run that goes on while another
 *   version is installed must never load a part of that one.
 */
export function pack(outputs, texts) {
  const packs = placed(outputs);
  const build = createHash('sha256')
    .update(JSON.stringify([packs, texts]))
    .digest('hex')
    .slice(0, 8);
  const files = {};
  for (const [path, pack] of Object.entries(packs)) files[basename(path)] = `${pack}-${build}.cjs`;
  const idOf = (name) => `./${files[name]}#${name}`;
  const written = {};
  for (const [name, text] of Object.entries(texts)) {
    const named = text.replace(
      /\brequire\("\.\/(?:chunks\/)?([\w-]+\.cjs)"\)/g,
      (_, to) => `require("${idOf(to)}")`,
    );
    written[files[name]] ??= '({\n';
    written[files[name]] += `"${name}": function (exports, require, module) {\n${named}},\n`;
  }
  for (const file of Object.keys(written)) written[file] += '});\n';
  return { written, main: idOf('main.cjs') };
}
