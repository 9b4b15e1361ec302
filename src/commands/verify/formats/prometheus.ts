/** `-o prometheus`: the text format of https://prometheus.io/docs/instrumenting/exposition_formats/ for one run. */

import { RULES } from '../../../judge/catalogue.ts';
import { VERDICTS } from '../../../judge/finding.ts';
import type { VerifyResult } from '../result.ts';

type Labels = Readonly<Record<string, string>>;

interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** When a run was made, and which context it was for. */
export interface RunTimes {
  /** Milliseconds since the epoch. */
  readonly ended: number;
  /** Not between two times of the clock, which may have been set. */
  readonly tookMs: number;
  readonly context?: string | undefined;
}

/** A run that reached a verdict. */
export function prometheusText(result: VerifyResult, times: RunTimes): string {
  const { summary, source, baseline } = result;
  const { brokenOpen, brokenKnown } = summary;
  return family(times.context, [
    up(1),
    gauge(
      'resources',
      'Resources by verdict.',
      VERDICTS.map((verdict) => ({ labels: { verdict }, value: summary.verdicts[verdict] ?? 0 })),
    ),
    gauge(
      'broken_resources',
      'Broken resources by what the baseline says: open ones decide the exit code, it knows the others.',
      [
        { labels: { standing: 'open' }, value: brokenOpen },
        { labels: { standing: 'baselined' }, value: brokenKnown },
      ],
    ),
    gauge(
      'findings',
      'Findings by rule and severity, without those that the baseline knows.',
      findingSamples(result, ({ count, baselined }) => count - baselined),
    ),
    gauge(
      'baselined_findings',
      'Findings that the baseline knows, by rule and severity.',
      findingSamples(result, ({ baselined }) => baselined).filter(({ value }) => value > 0),
    ),
    gauge(
      'baseline_entries',
      'Lines of the baseline by what became of them.',
      baseline === undefined
        ? []
        : Object.entries(baseline.counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
    ),
    gauge('scanned_revision', "etcd's revision that was looked at.", [{ value: source.revision }]),
    lastSuccess(times.ended),
    ...run(times),
  ]);
}

/** A run that reached none. Of the run before, only when the last success was is still true. */
export function prometheusFailure(previous: string, times: RunTimes): string {
  return family(times.context, [up(0), lastSuccess(successIn(previous)), ...run(times)]);
}

/** Milliseconds since the epoch, of an older text of ours; undefined where it tells of none. */
function successIn(previous: string): number | undefined {
  const told = /^esi_state_last_success_timestamp_seconds(?:\{[^\n]*\})? (\d+(?:\.\d+)?)$/m.exec(
    previous,
  )?.[1];
  return told === undefined ? undefined : Number(told) * 1000;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name: `esi_state_${name}`, help, samples };
}

function up(value: 0 | 1): Metric {
  return gauge('up', 'Whether the last run reached a verdict.', [{ value }]);
}

function lastSuccess(ms: number | undefined): Metric {
  const help = 'When the last run that reached a verdict ended.';
  return gauge('last_success_timestamp_seconds', help, ms === undefined ? [] : [{ value: ms / 1000 }]);
}

function run({ ended, tookMs }: RunTimes): Metric[] {
  return [
    gauge('last_run_timestamp_seconds', 'When the last run ended.', [{ value: ended / 1000 }]),
    gauge('run_duration_seconds', 'How long the last run took.', [{ value: tookMs / 1000 }]),
  ];
}

/** Every rule at its default severity, so that no series begins only with the first finding, and what was found. */
function findingSamples(
  { summary: { rules } }: VerifyResult,
  countOf: (count: VerifyResult['summary']['rules'][number]) => number,
): Sample[] {
  const found = rules.filter(({ severity }) => severity !== 'off');
  const occurs = (id: string, severity: string) =>
    found.some((one) => one.rule === id && one.severity === severity);
  const others = RULES.filter(({ id, severity }) => severity !== 'off' && !occurs(id, severity)).map(
    ({ id, severity }) => ({ rule: id, severity, count: 0, baselined: 0 }),
  );
  return [...found, ...others]
    .map((one) => ({ labels: { rule: one.rule, severity: one.severity }, value: countOf(one) }))
    .sort((a, b) =>
      `${a.labels.rule} ${a.labels.severity}` < `${b.labels.rule} ${b.labels.severity}` ? -1 : 1,
    );
}

function family(context: string | undefined, metrics: readonly Metric[]): string {
  const common: Labels = context === undefined ? {} : { context };
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) => {
      const lines = samples.map(
        ({ labels, value }) => `${name}${labelText({ ...common, ...labels })} ${value}\n`,
      );
      return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
    })
    .join('');
}

function labelText(labels: Labels): string {
  const told = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return told.length === 0 ? '' : `{${told.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
