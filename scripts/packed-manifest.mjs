// `prepack` and `postpack`: the tarball's package.json names no dependencies. All of them are in dist/ already, so an
// install has nothing to fetch: it works where there is no registry, and nobody gets another etcd3 than was tested.
// package.json of the checkout goes on naming them, for they are what the tool is built from.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = `${root}/package.json`;
const whole = `${root}/.package.json.whole`;

/** Also what a pack that was killed has left behind. */
function restore() {
  if (existsSync(whole)) renameSync(whole, manifest);
}

/** Nor anything that an install could want to run: what it would build is there. */
function forInstalls(text) {
  const { dependencies, devDependencies, scripts, ...rest } = JSON.parse(text);
  const { prepare: _, ...others } = scripts;
  const toBuild = { ...dependencies, ...devDependencies };
  return `${JSON.stringify({ ...rest, scripts: others, devDependencies: toBuild }, null, 2)}\n`;
}

restore();
if (!process.argv.includes('--restore')) {
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(whole, text);
  writeFileSync(manifest, forInstalls(text));
}
