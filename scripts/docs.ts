/** `npm run docs`: writes the generated pages; with `--check` it fails where one is not what would be written. */
import { readFileSync, writeFileSync } from 'node:fs';
import { rulesPage } from './rules-page.ts';

const PAGES = { 'docs/rules.md': rulesPage };

const check = process.argv.includes('--check');
for (const [path, page] of Object.entries(PAGES)) {
  const text = page();
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`error: ${path} is not what the code says; run "npm run docs"\n`);
    process.exitCode = 1;
  }
}
