// src/main.ts and the packages that it uses, as a few files. Node reads some 30 modules of ours and 200 of packages one
// by one else, which takes longer than all the work of a `show` (docs/performance.md has the figures).
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

const require = createRequire(import.meta.url);

// Classes keep their names (errors tell them), and stack traces name functions and lines that can be read.
const COMMON = { platform: 'node', target: 'node20', keepNames: true, minify: false };

/**
 * Files that are loaded when they are needed, as esbuild splits them; it does so in ES modules only. As CommonJS they
 * load much faster on Node 20, so each is turned into that, but for the first: it awaits at its top level.
 */
async function chunks(root, esbuild) {
  const { outputFiles, metafile } = await esbuild.build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outdir: 'dist/bundle',
    bundle: true,
    splitting: true,
    format: 'esm',
    outExtension: { '.js': EXTENSION },
    metafile: true,
    write: false,
  });
  const files = await Promise.all(
    outputFiles.map(async ({ path, text }) => [path.split(sep).at(-1), await asCommonJs(text, esbuild)]),
  );
  return { files, inputs: Object.keys(metafile.inputs) };
}

async function asCommonJs(text, esbuild) {
  const { code } = await esbuild.transform(text, {
    ...COMMON,
    keepNames: false,
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'moduleUrl' },
  });
  if (!code.includes('moduleUrl')) return code;
  return `const moduleUrl = require('node:url').pathToFileURL(__filename).href;\n${code}`;
}

/** Each package of which something is in the bundle, with its licence, as most licences demand. */
function licences(root, inputs) {
  const folders = new Set(
    inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
}

/** Writes the bundle into this folder. Throws where something is imported that is not there. */
export async function bundle(root, folder) {
  const { files, inputs } = await chunks(root, await import('esbuild'));
  mkdirSync(join(folder, 'bundle'), { recursive: true });
  for (const [name, code] of files) writeFileSync(join(folder, 'bundle', name), code);
  // etcd3 reads them from ../proto, seen from the file it is in.
  cpSync(join(dirname(require.resolve('etcd3/package.json')), 'proto'), join(folder, 'proto'), {
    recursive: true,
  });
  writeFileSync(join(folder, 'LICENCES.txt'), licences(root, inputs).join(`\n${'-'.repeat(80)}\n\n`));
}
