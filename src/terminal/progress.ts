import type { Progress } from '../judging/scanning.ts';
import type { Terminal } from './terminal.ts';

/** `auto`: a line that renews itself, on a terminal only; `json`: one line every few seconds, for other programs. */
export type ProgressMode = 'auto' | 'json' | 'none';

export interface ProgressTeller {
  readonly tell: (progress: Progress) => void;
  /** Clears the line; to be called before anything else is printed. */
  readonly end: () => void;
}

/** What takes less than this needs no progress. */
const QUIET_MS = 1000;
const EVERY_MS = { auto: 200, json: 3000 } as const;

export function progressTo(
  { stderr }: Terminal,
  mode: ProgressMode,
  now = performance.now.bind(performance),
): ProgressTeller {
  if (mode === 'none' || (mode === 'auto' && !stderr.isTTY))
    return { tell: () => undefined, end: () => undefined };
  const began = now();
  let told = began + QUIET_MS - EVERY_MS[mode];
  let shown = false;
  return {
    tell: (progress) => {
      const time = now();
      if (time - told < EVERY_MS[mode]) return;
      told = time;
      shown = mode === 'auto';
      stderr.write(
        mode === 'json' ? jsonLine(progress, time - began) : `\r\u001b[K${line(progress, time - began)}`,
      );
    },
    end: () => {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}

/** Undefined where it can't be told yet. */
function secondsLeft({ resources, expected }: Progress, ms: number): number | undefined {
  if (resources === 0 || expected === undefined) return undefined;
  return Math.max(0, ((expected - resources) / resources) * (ms / 1000));
}

function line(progress: Progress, ms: number): string {
  const { resources, expected, bytes } = progress;
  const rate = `${Math.round(resources / (ms / 1000))}/s, ${(bytes / 1048576 / (ms / 1000)).toFixed(1)} MiB/s`;
  const left = secondsLeft(progress, ms);
  if (expected === undefined || left === undefined) return `${resources} resources  ${rate}`;
  const share = Math.min(100, Math.floor((100 * resources) / Math.max(1, expected)));
  return `${share} % of ${expected} resources  ${rate}  ${Math.ceil(left)} s left`;
}

function jsonLine(progress: Progress, ms: number): string {
  const { resources, expected, bytes } = progress;
  const left = secondsLeft(progress, ms);
  const value = {
    resources,
    expected: expected ?? null,
    bytes,
    seconds: round(ms / 1000),
    seconds_left: left === undefined ? null : round(left),
  };
  return `${JSON.stringify({ progress: value })}\n`;
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
