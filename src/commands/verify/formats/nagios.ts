/** `-o nagios`: a plugin's line with perfdata, then some lines more: https://www.monitoring-plugins.org/doc/guidelines.html */

import { visible } from '../../../drawing/sanitize.ts';
import { shortName } from '../../../stages/keys.ts';
import type { VerifyResult } from '../result.ts';
import type { Groups } from './groups.ts';
import { alarms, type NagiosRange } from './nagios-range.ts';
import { summaryText } from './summary.ts';

/** What raises the alarm, by the number of broken resources that no baseline knows. */
export interface Thresholds {
  readonly warning?: NagiosRange | undefined;
  readonly critical?: NagiosRange | undefined;
}

/** The plugin's exit code. */
export type NagiosCode = 0 | 1 | 2 | 3;

const WORDS = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** One broken resource is one too many, where nothing else is said. */
const NONE_BROKEN: NagiosRange = { text: '0', from: 0, to: 0, inside: false };

function inForce(thresholds: Thresholds): Thresholds {
  const none = thresholds.warning === undefined && thresholds.critical === undefined;
  return none ? { critical: NONE_BROKEN } : thresholds;
}

/** What is not broken and has a finding at or above `--fail-on`, as failed jobs can be, is a warning. */
export function nagiosCode(
  { summary: { brokenOpen, otherOpen } }: Pick<VerifyResult, 'summary'>,
  thresholds: Thresholds,
): NagiosCode {
  const { critical, warning } = inForce(thresholds);
  if (critical !== undefined && alarms(critical, brokenOpen)) return 2;
  return otherOpen > 0 || (warning !== undefined && alarms(warning, brokenOpen)) ? 1 : 0;
}

const MAX_GROUPS = 5;

/** @param seconds how long the run took */
export function nagiosText(
  result: VerifyResult,
  { code, thresholds, seconds }: { code: NagiosCode; thresholds: Thresholds; seconds: number },
  { rows, count }: Pick<Groups, 'rows' | 'count'>,
): string {
  const perfdata = perfdataOf(result, inForce(thresholds), seconds).join(' ');
  const told = rows.slice(0, MAX_GROUPS).map(({ count: times, rule, type, kind, example }) => {
    return `${times} ${rule} ${type}: ${kind}, e.g. ${shortName(example)}`;
  });
  const left = count - told.length;
  const more = left > 0 ? [`(${told.length} of ${count} groups of broken resources)`] : [];
  return [`${headline(code, summaryText(result))} | ${perfdata}`, ...[...told, ...more].map(plain)]
    .map((line) => `${line}\n`)
    .join('');
}

/** No verdict was reached. */
export function nagiosFailure(message: string): string {
  return `${headline(3, message)}\n`;
}

function headline(code: NagiosCode, text: string): string {
  return `ESI_STATE ${WORDS[code]} - ${plain(text)}`;
}

const LONGEST = 400;

/** A bar begins the perfdata, and whatever is not plain may upset the pager behind. */
function plain(text: string): string {
  const line = visible(text, { unicode: false }).replaceAll('|', '/');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}...`;
}

/** `'label'=value[unit];[warn];[crit];[min];[max]` */
function perfdataOf({ summary }: VerifyResult, { warning, critical }: Thresholds, seconds: number): string[] {
  const { brokenOpen, brokenKnown, resources, in_flight, verdicts } = summary;
  return [
    `broken=${brokenOpen};${warning?.text ?? ''};${critical?.text ?? ''};0`,
    `baselined=${brokenKnown};;;0`,
    `in_flight=${in_flight};;;0`,
    `failed=${verdicts.failed ?? 0};;;0`,
    `resources=${resources};;;0`,
    `time=${seconds.toFixed(3)}s;;;0`,
  ];
}
