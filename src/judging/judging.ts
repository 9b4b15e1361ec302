import type { Before } from '../judge/blame.ts';
import { RULES } from '../judge/catalogue.ts';
import { type FullJudgement, type JudgeOptions, judge } from '../judge/judge.ts';
import { type AtRest, newQuickLook, type QuickLook } from '../judge/quick/quick.ts';
import { maskSaid, type Said } from '../secrets/findings.ts';
import { type SecretKeys, USUAL_SECRETS } from '../secrets/secret-keys.ts';
import type { Prefixes } from '../stages/keys.ts';
import { materialize } from '../stages/packed.ts';
import { readResource } from '../stages/resource.ts';
import type { Snapshot } from '../stages/snapshot.ts';
import { readPast } from '../store/read/before.ts';
import type { Pace } from '../store/scan/pace.ts';
import type { Source } from '../store/source.ts';

/** What every command works on. */
export interface Context {
  readonly source: Source;
  readonly prefixes: Prefixes;
  readonly judging: Judging;
}

export interface Judging extends Pick<JudgeOptions, 'severities' | 'known'> {
  /** What findings must not quote; the built-in list where it is left out. */
  readonly isSecret?: SecretKeys;
  /** Adds what an earlier run knew of the resource. */
  readonly recall?: (snapshot: Snapshot) => Snapshot;
}

/** A resource with all that was said of it. */
export interface JudgedSnapshot extends FullJudgement {
  readonly snapshot: Snapshot;
}

/**
 * Judges what was read, without asking the store again. What is said is masked when it is looked at: of what is looked at
 * again, most never are.
 */
export function judgeSnapshot(
  snapshot: Snapshot,
  judging: Context['judging'],
  before?: Before,
): JudgedSnapshot {
  const options = before === undefined ? judging : { ...judging, before };
  const made = materialize(snapshot);
  const recalled = judging.recall?.(made) ?? made;
  const resource = readResource(recalled);
  const { findings, reason, ...judgement } = judge(resource, options);
  let masked: Said | undefined;
  const said = () => {
    masked ??= maskSaid(resource, { findings, reason }, judging.isSecret ?? USUAL_SECRETS);
    return masked;
  };
  return {
    snapshot: made,
    ...judgement,
    get findings() {
      return said().findings;
    },
    get reason() {
      return said().reason;
    },
  };
}

/** What there is to tell of a resource at rest. Most are, so that they share it. */
const NOTHING: readonly never[] = [];

/** What is said of a resource that a quick look has seen at rest. */
export function restingSnapshot(snapshot: Snapshot, verdict: AtRest): JudgedSnapshot {
  const made = materialize(snapshot);
  return {
    ...{ snapshot: made, verdict, reason: '' },
    ...{ evidence: NOTHING, findings: NOTHING, brokenBy: NOTHING, suspects: NOTHING },
  };
}

/**
 * Tells resources at rest, which most are, as fast as they are read. Rules that may find something in one of these are
 * asked first; where one does, all rules judge.
 */
export function quickLook({ severities = {} }: Judging): QuickLook {
  const look = newQuickLook();
  const asked = RULES.filter(
    ({ id, severity, silentAtRest }) => !silentAtRest && (severities[id] ?? severity) !== 'off',
  );
  if (asked.length === 0) return look;
  return (snapshot) => {
    const rest = look(snapshot);
    if (rest === undefined) return undefined;
    const resource = readResource(materialize(snapshot));
    return asked.every((rule) => rule.check(resource).length === 0) ? rest : undefined;
  };
}

/** Looks up the revision before each suspected write, all together, and judges those resources again by it. */
export async function proveBlame(
  context: Context,
  judged: readonly JudgedSnapshot[],
  pace?: Pace,
): Promise<JudgedSnapshot[]> {
  const pasts = await readBefore(context, judged, pace);
  return judged.map((one, i) => {
    const past = pasts[i];
    return past === undefined ? one : judgeBeside(one.snapshot, context.judging, past);
  });
}

/** What was at the revision before the suspected write; `compacted`: that is gone. */
export type Past = Snapshot | 'compacted';

/** Judges what was read by what was there before. */
export function judgeBeside(snapshot: Snapshot, judging: Judging, past: Past | undefined): JudgedSnapshot {
  if (past === undefined || past === 'compacted') return judgeSnapshot(snapshot, judging, past);
  const known = readResource(past);
  const version = known.state?.version;
  const isBeforeState = past.revision + 1 === snapshot.stages.state?.modRevision;
  const beside =
    isBeforeState && version !== undefined
      ? { ...materialize(snapshot), versionBefore: String(version) }
      : snapshot;
  return judgeSnapshot(beside, judging, known);
}

/** Whether only its past tells what it is. */
export function needsPast({ verdict, proofAt }: Pick<JudgedSnapshot, 'verdict' | 'proofAt'>): boolean {
  return verdict !== 'broken' && proofAt !== undefined;
}

/** The same, where those of which only the past tells what they are are judged by it. */
export async function judgeByPast(
  context: Context,
  judged: readonly JudgedSnapshot[],
  pace?: Pace,
): Promise<JudgedSnapshot[]> {
  const open = judged.filter(needsPast);
  if (open.length === 0) return [...judged];
  const found = new Map((await proveBlame(context, open, pace)).map((one, i) => [open[i], one]));
  return judged.map((one) => found.get(one) ?? one);
}

/** Each as it was at its `proofAt`; undefined where it has none. Not parsed: many may lie in memory. */
export async function readBefore(
  { source, prefixes }: Context,
  judged: readonly Pick<JudgedSnapshot, 'snapshot' | 'proofAt'>[],
  pace?: Pace,
): Promise<(Past | undefined)[]> {
  const open = judged.filter(({ proofAt }) => proofAt !== undefined);
  const looks = open.map(({ snapshot, proofAt = 0 }) => ({
    ref: snapshot.ref,
    revision: proofAt,
    now: snapshot,
  }));
  const past = await readPast(source, prefixes, looks, pace);
  const found = new Map(open.map((one, i) => [one, past[i]]));
  return judged.map((one) => found.get(one));
}
