#!/usr/bin/env node
// CommonJS (package.json beside it says so): Node starts it 5 ms sooner than an ES module.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const main = join(__dirname, '../dist/main.cjs');
function failed(message, exitCode) {
  process.stderr.on('error', () => {}).write(`error: ${message}\n`);
  process.exitCode = exitCode;
}

if (existsSync(main)) {
  try {
    require('./compile-cache.js');
    require(main);
  } catch (error) {
    // Node's own 1 would mean findings.
    failed(`internal error: dist/ can't be loaded: ${error.message}; install or build esi-state again`, 70);
  }
} else {
  failed('esi-state is not built yet; run "npm run build" in its folder', 2);
}
