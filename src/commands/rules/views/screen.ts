import { paintFor } from '../../../drawing/paint.ts';
import { visible } from '../../../drawing/sanitize.ts';
import type { Screen } from '../../../drawing/screen.ts';
import { wrap } from '../../../drawing/wrap.ts';
import { UNNOTICED } from '../../../judge/unnoticed.ts';
import { STAGES } from '../../../stages/keys.ts';
import type { JudgedExample, RuleEntry } from '../result.ts';

/** Prose in longer lines is not read. */
const READABLE_WIDTH = 100;

/** The catalogue: each rule with its severity and what holds. */
export function renderRules(entries: readonly RuleEntry[], screen: Screen): string {
  const paint = paintFor(screen);
  const widest = Math.max(...entries.map(({ rule }) => rule.id.length));
  const lines = entries.flatMap(({ rule, severity }) => {
    const head = `${severity.padEnd(8)}${rule.id.padEnd(widest + 2)}`;
    const text = wrap(rule.holds.replaceAll('`', ''), screen.width - head.length);
    return text.map((line, i) => (i === 0 ? paint.strong(head) : ' '.repeat(head.length)) + line);
  });
  const blind = Object.values(UNNOTICED).flatMap((text) =>
    wrap(`- ${text.replaceAll('`', '')}`, screen.width),
  );
  return `${lines.join('\n')}\n\nNot noticed, for nothing else holds the same fact:\n${blind.join('\n')}\n\nWhat one means, why it matters, how it is repaired: esi-state rules RULE\n`;
}

/** One rule as a page that a new operator learns from. */
export function renderRule(
  entry: RuleEntry & { readonly examples: readonly JudgedExample[] },
  terminal: Screen,
): string {
  const screen = { ...terminal, width: Math.min(terminal.width, READABLE_WIDTH) };
  const paint = paintFor(screen);
  const shown = entry.examples.find(({ findings }) => findings.length > 0);
  const { rule, severity } = entry;
  const changed = severity === rule.severity ? '' : `, by default ${rule.severity}`;
  const waits = rule.waitsForJob ? ' While a job is at work on the resource, this rule waits.' : '';
  const section = (title: string, text: string) => [
    '',
    paint.strong(title),
    ...wrap(text.replaceAll('`', ''), screen.width - 2).map((line) => `  ${line}`),
  ];
  return [
    paint.strong(`${rule.id}  (${severity}${changed})`),
    ...section('Holds when', `${rule.holds}.${waits}`),
    ...section('A finding means', rule.meaning),
    ...section('Why it matters', rule.why),
    ...section('How it is repaired', rule.repair),
    '',
    paint.strong('Examples'),
    ...entry.examples.flatMap((example) => renderExample(example, example === shown, screen)),
    '',
  ].join('\n');
}

/** @param whole shows the stored documents too: once a page is enough */
function renderExample({ example, findings }: JudgedExample, whole: boolean, screen: Screen): string[] {
  const mark = findings.length > 0 ? '!' : '=';
  const title = wrap(`${mark} ${example.title}`, screen.width - 2).map((line) => `  ${line}`);
  const around = [
    ...(example.config === undefined ? [] : [`/config at version ${example.config}`]),
    ...(example.jobs === undefined ? [] : [`job keys in ${example.jobs.join(', ')}`]),
  ];
  const told = findings.flatMap(({ message, path, expected, actual }) => [
    message,
    ...(path === '' ? [] : [`at ${path}`]),
    ...(expected === null ? [] : [`expected ${expected}`]),
    ...(actual === null ? [] : [`actual   ${actual}`]),
  ]);
  const stages = whole ? STAGES.map((stage) => `${stage.padEnd(12)}${example.stages[stage] ?? '-'}`) : [];
  const lines = [...stages, ...around, ...told].flatMap((line) =>
    wrap(visible(line, screen), screen.width - 6),
  );
  return [...title, ...lines.map((line) => `      ${line}`)];
}
