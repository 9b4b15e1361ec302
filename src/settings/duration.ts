const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // U+00B5 and U+03BC: Go takes either sign for micro.
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const NUMBER = '(?:\\d+(?:\\.\\d*)?|\\.\\d+)';
const PART = `(${NUMBER})(ns|us|µs|μs|ms|s|m|h)`;
const WHOLE = new RegExp(`^(?:${PART})+$`);
const BARE = new RegExp(`^${NUMBER}$`);

/**
 * Milliseconds of a duration as Go writes it (`500ms`, `1.5s`, `1m30s`); a bare number is seconds. Undefined where it
 * is neither, or negative.
 */
export function parseDuration(text: string): number | undefined {
  if (BARE.test(text)) return Number(text) * 1_000;
  if (!WHOLE.test(text)) return undefined;
  const parts = [...text.matchAll(new RegExp(PART, 'g'))];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN), 0);
}

const UNITS_DOWN = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** A duration of whole milliseconds as an operator types it: `1h30m`, `2s500ms`; parseDuration reads it back. */
export function formatDuration(ms: number): string {
  let left = Math.round(ms);
  const parts = UNITS_DOWN.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}
