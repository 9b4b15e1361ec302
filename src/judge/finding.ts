import type { Stage } from '../stages/keys.ts';

export const SEVERITIES = ['error', 'warning', 'info', 'off'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** All stages that were compared and found differing, in stage order; `path` points into the last of them. */
  readonly stages: readonly Stage[];
  /** JSON pointer into the document (into the parsed list, for `heat_outputs`); '' is the whole document. */
  readonly path: string;
  readonly message: string;
  /** JSON texts; null where absent or where no single value is expected. */
  readonly expected: string | null;
  readonly actual: string | null;
}

export const VERDICTS = [
  'broken',
  'in_flight',
  'deleting',
  'stackless',
  'failed',
  'complete',
  'settled',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Evidence {
  readonly kind: 'job' | 'config';
  readonly phase: 'queued' | 'waiting' | 'ready' | 'working' | 'finishing' | 'unheld';
  readonly key: string;
  readonly revision: number;
  /** For people: `working since revision 4711, lease 43 s: modify:heat_worker:port:…:3`. */
  readonly text: string;
  /** Of a queue: the version that `/config` is at, as text. */
  readonly wanted?: string;
}

/** What the judge says of one resource. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  /** Whom to blame; empty where nothing is broken or nobody can tell. */
  readonly suspects: readonly Stage[];
  /** Why them, in words; empty where nothing is broken. */
  readonly reason: string;
}

/**
 * Whether it waits for what nobody will do: all that tells of work on it are keys of jobs that nobody holds. Its verdict
 * is `in_flight`; screens must not say that work is under way.
 */
export function isStuck({ verdict, evidence }: Pick<Judgement, 'verdict' | 'evidence'>): boolean {
  return verdict === 'in_flight' && evidence.length > 0 && evidence.every(({ phase }) => phase === 'unheld');
}

/** Whether it tells of a job that a queue or a worker holds. */
export function isHeld({ phase }: Pick<Evidence, 'phase'>): boolean {
  return phase === 'waiting' || phase === 'ready' || phase === 'working';
}

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
