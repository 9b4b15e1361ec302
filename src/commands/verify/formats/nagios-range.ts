/** Thresholds as the Nagios plugin guidelines write them: https://www.monitoring-plugins.org/doc/guidelines.html */
export interface NagiosRange {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** With `@`: alarms inside, the ends included, instead of outside. */
  readonly inside: boolean;
}

/** `10`, `10:`, `~:10`, `10:20`, `@10:20`; undefined where it is none. */
export function parseRange(text: string): NagiosRange | undefined {
  const [, at, start, end] = /^(@)?(?:(~|-?\d+(?:\.\d+)?)?:)?(-?\d+(?:\.\d+)?)?$/.exec(text) ?? [];
  if (text === '' || text === '@' || text === ':' || text === '@:') return undefined;
  if (start === undefined && end === undefined) return undefined;
  const from = start === '~' ? Number.NEGATIVE_INFINITY : Number(start ?? 0);
  const to = end === undefined ? Number.POSITIVE_INFINITY : Number(end);
  return from > to ? undefined : { text, from, to, inside: at !== undefined };
}

/** Whether a value raises the alarm. */
export function alarms({ from, to, inside }: NagiosRange, value: number): boolean {
  return (value >= from && value <= to) === inside;
}
