// Node's own cache of what V8 makes of code (Node 22.8 and later): later runs start sooner. Kept code is code, so it lies
// only in a folder of the effective user's that nobody else may write. Every failure is silent: the run is as without it.
const { existsSync, lstatSync, mkdirSync } = require('node:fs');
const nodeModule = require('node:module');
const { dirname, isAbsolute, join } = require('node:path');

/** It is a folder, no link to one, and nobody but the user that this process acts as may put something into it. */
function isOurs(folder) {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.geteuid() && (found.mode & 0o022) === 0;
}

/** Made where it is missing, but never in a folder of somebody else (`sudo` keeps $HOME). */
function isOursOrMade(folder) {
  if (existsSync(folder)) return isOurs(folder);
  if (!isOurs(dirname(folder))) return false;
  mkdirSync(folder, { mode: 0o700 });
  return isOurs(folder);
}

function keepCompiled({ XDG_CACHE_HOME: cache, HOME: home }) {
  const base = cache || (home && join(home, '.cache'));
  if (nodeModule.enableCompileCache === undefined || !base || !isAbsolute(base)) return;
  const folder = join(base, 'esi-state');
  if (isOursOrMade(base) && isOursOrMade(folder)) nodeModule.enableCompileCache(folder);
}

try {
  keepCompiled(process.env);
} catch {
  // The folder can't be looked at or made.
}
