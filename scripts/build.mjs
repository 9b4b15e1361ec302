// `npm run build` and `prepare`: src → dist, whole or not at all. Types are checked by `npm run types`.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function haveBundler() {
  try {
    return createRequire(import.meta.url).resolve('esbuild') !== '';
  } catch {
    return false;
  }
}

if (!haveBundler()) {
  // `npm ci --omit=dev` beside an existing build needs none.
  if (existsSync(`${root}/dist/main.cjs`)) process.exit(0);
  console.error(
    'error: esbuild is not installed, so dist/ cannot be built; run "npm ci" (with dev dependencies)',
  );
  process.exit(1);
}

const { bundle } = await import('./bundle.mjs');
const fresh = `${root}/dist.${process.pid}`;
try {
  await bundle(root, fresh);
  rmSync(`${root}/dist`, { recursive: true, force: true });
  renameSync(fresh, `${root}/dist`);
} catch (error) {
  rmSync(fresh, { recursive: true, force: true });
  console.error(`error: dist/ cannot be built: ${error.message}`);
  process.exit(1);
}
