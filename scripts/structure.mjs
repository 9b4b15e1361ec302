// `npm run structure`: do the modules under src keep to .dependency-cruiser.mjs?
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config from '../.dependency-cruiser.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { options, forbidden } = config;
const { output } = await cruise(['src'], { ...options, ruleSet: { forbidden }, validate: true }, undefined, {
  tsConfig: extractTSConfig(options.tsConfig.fileName),
});

const seen = output.modules.filter(({ source }) => source.startsWith('src/')).length;
const present = readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts')).length;
for (const { from, to, rule, cycle } of output.summary.violations) {
  const way = [from, ...(cycle?.map(({ name }) => name) ?? [to])].filter(
    (name, at, all) => name !== all[at - 1],
  );
  const { comment } = forbidden.find(({ name }) => name === rule.name) ?? {};
  console.error(`error: ${rule.name}: ${way.join(' → ')}\n       ${comment}`);
}
// With a TypeScript that it does not support dependency-cruiser sees no modules, and finds nothing wrong with them.
if (seen === 0 || seen < present) {
  console.error(`error: dependency-cruiser saw ${seen} modules of ${present} under src`);
  process.exit(1);
}
if (output.summary.violations.length > 0) process.exit(1);
console.log(`${seen} modules, ${output.summary.totalDependenciesCruised} imports: the structure holds`);
