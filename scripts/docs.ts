/** `npm run docs`: writes the generated pages; with `--check` it fails where one is not what would be written. */
import { readFileSync, writeFileSync } from 'node:fs';
import { manPage } from './man-page.ts';
import { rulesPage } from './rules-page.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const PAGES = { 'docs/rules.md': rulesPage, 'docs/esi-state.1': () => manPage(version) };

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const check = process.argv.includes('--check');
for (const [path, page] of Object.entries(PAGES)) {
  const text = page();
  if (!check) writeFileSync(path, text);
  else if (read(path) !== text) {
    process.stderr.write(`error: ${path} is not what the code says; run "npm run docs"\n`);
    process.exitCode = 1;
  }
}
