import { explainRule, listRules } from '../src/commands/rules/run.ts';
import type { Rule } from '../src/judge/rule.ts';
import { UNNOTICED } from '../src/judge/unnoticed.ts';
import { STAGES } from '../src/stages/keys.ts';

/** docs/rules.md, from the rules' own texts and examples. */
export function rulesPage(): string {
  const rules = listRules({}).map(({ rule }) => rule);
  return `${[
    '# Rules',
    'Generated from `src/judge/rules` by `npm run docs`; the same texts are told by `esi-state rules <rule>`.',
    'Severities can be changed in the configuration (`severities: {outputs-reordered: error}`), fields and status words be declared as known (`known: {fields: [...], statuses: [...]}`). The verdict goes by the default severities, whatever is configured: settings change what is listed and the exit code.',
    ['| rule | severity | holds when |', '|---|---|---|', ...rules.map(row)].join('\n'),
    ...rules.map(section),
    unnoticed(),
  ].join('\n\n')}\n`;
}

function row({ id, severity, holds }: Rule): string {
  return `| [${id}](#${id}) | ${severity} | ${holds} |`;
}

function section(rule: Rule): string {
  const waits = rule.waitsForJob ? ' While a job is at work on the resource, the rule waits.' : '';
  return [
    `## ${rule.id}`,
    `Severity: ${rule.severity}. Holds when ${rule.holds}.${waits}`,
    `**A finding means.** ${rule.meaning}`,
    `**Why it matters.** ${rule.why}`,
    `**How it is repaired.** ${rule.repair}`,
    examples(rule),
  ].join('\n\n');
}

function examples({ id }: Rule): string {
  const all = explainRule(id, {}).examples;
  const shown = all.find(({ findings }) => findings.length > 0);
  return all
    .map(({ example, findings }) => {
      const told = findings.map(({ path, message }) => `  - ${path === '' ? '' : `\`${path}\`: `}${message}`);
      const stages = STAGES.filter((stage) => example.stages[stage] !== undefined).map(
        (stage) => `${stage} ${example.stages[stage]}`,
      );
      const documents =
        shown?.example === example ? ['', '  ```', ...stages.map((line) => `  ${line}`), '  ```'] : [];
      return [`- ${findings.length > 0 ? 'finds' : 'holds'}: ${example.title}`, ...told, ...documents].join(
        '\n',
      );
    })
    .join('\n');
}

function unnoticed(): string {
  const lines = Object.values(UNNOTICED).map((text) => `- ${text}`);
  return [
    '## What can not be noticed',
    'No other stage, no key and no `/config` holds the same fact, or the rules call it a lesser thing. The list is complete as far as the mutation tests reach, and each entry is a test.',
    lines.join('\n'),
  ].join('\n\n');
}
