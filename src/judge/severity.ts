import type { Severity } from './finding.ts';

/** The lowest severity that decides the exit code. */
export type FailOn = Exclude<Severity, 'off'>;

const REACHING: Readonly<Record<FailOn, ReadonlySet<Severity>>> = {
  error: new Set(['error']),
  warning: new Set(['error', 'warning']),
  info: new Set(['error', 'warning', 'info']),
};

export function isAtOrAbove(severity: Severity, failOn: FailOn): boolean {
  return REACHING[failOn].has(severity);
}
