// `npm run build` and `prepare`: src → dist, whole or not at all.
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function typescriptCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return undefined;
  }
}

const tsc = typescriptCompiler();
if (tsc === undefined) {
  // `npm ci --omit=dev` beside an existing build needs none.
  if (existsSync(`${root}/dist/main.js`)) process.exit(0);
  console.error(
    'error: typescript is not installed, so dist/ cannot be built; run "npm ci" (with dev dependencies)',
  );
  process.exit(1);
}

const fresh = `${root}/dist.${process.pid}`;
try {
  execFileSync(process.execPath, [tsc, '-p', `${root}/tsconfig.json`, '--outDir', fresh], {
    stdio: 'inherit',
  });
  rmSync(`${root}/dist`, { recursive: true, force: true });
  renameSync(fresh, `${root}/dist`);
} catch (error) {
  rmSync(fresh, { recursive: true, force: true });
  process.exit(typeof error.status === 'number' ? error.status : 1);
}
