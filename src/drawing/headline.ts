import { isStuck, type Judgement, type Verdict } from '../judge/finding.ts';
import type { Judged, SourceInfo } from '../judging/results.ts';
import { resourceName } from '../stages/keys.ts';
import { type Canvas, distinct, flow, labelled, safe } from './frame.ts';
import type { Paint, Painter } from './paint.ts';

/** A verdict as it is written on screens: `IN FLIGHT`. */
export function verdictWord(verdict: Verdict): string {
  return verdict.replace('_', ' ').toUpperCase();
}

export const STUCK = 'STUCK';

/** What is written of a resource: `STUCK` where only keys that nobody holds tell of work on it. */
export function judgementWord(judgement: Pick<Judgement, 'verdict' | 'evidence'>): string {
  return isStuck(judgement) ? STUCK : verdictWord(judgement.verdict);
}

export function judgementPainter(paint: Paint, judgement: Pick<Judgement, 'verdict' | 'evidence'>): Painter {
  return isStuck(judgement) ? paint.warning : verdictPainter(paint, judgement.verdict);
}

export function verdictPainter(paint: Paint, verdict: Verdict): Painter {
  if (verdict === 'broken') return paint.broken;
  if (verdict === 'in_flight' || verdict === 'deleting') return paint.flight;
  return verdict === 'failed' ? paint.warning : paint.healthy;
}

const MEANING: Readonly<Record<Verdict, string>> = {
  broken: 'inconsistent',
  in_flight: 'not judged: a job for it is queued or at work',
  deleting: 'healthy: Heat has deleted the stack, only its report is left',
  stackless: 'healthy: it needs no Heat stack, so it has only a state',
  failed: 'consistent: the stages agree that the last job failed',
  complete: 'healthy: all three stages are there and agree',
  settled: 'healthy: heat_stacks and state agree, no job is left: at rest',
};

/** The verdict and the resource, then what that means, then where it was read. */
export function headline(canvas: Canvas, judged: Judged, source: SourceInfo): string[] {
  const { paint } = canvas;
  const colour = judgementPainter(paint, judged);
  const name = safe(canvas, resourceName(judged.snapshot.ref));
  return [
    ...labelled(canvas, judgementWord(judged), name, { label: colour, text: paint.strong }),
    ...labelled(canvas, '', distinct(canvas, sentence(judged))),
    ...flow(canvas, 'source', sourceParts(canvas, source), { label: paint.quiet }),
  ];
}

function meaning(judged: Judged): string {
  if (isStuck(judged)) return 'nobody is at work on what is wanted: only the keys of a job are left';
  const left = judged.evidence.some(({ phase }) => phase === 'unheld') && judged.verdict !== 'in_flight';
  return left
    ? `${MEANING[judged.verdict].replace(', no job is left: at rest', '')}; a job key is left`
    : MEANING[judged.verdict];
}

/** What explains most in full, the other rules by their names. */
function sentence(judged: Judged): string {
  const { findings } = judged;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return meaning(judged);
  const others = new Set(errors.map(({ rule }) => rule).filter((rule) => rule !== first.rule));
  const also = others.size === 0 ? '' : `; also ${[...others].join(', ')}`;
  return `${first.rule}: ${first.message}${also}`;
}

/** Which store, so that nobody repairs the wrong one. */
export function sourceParts(canvas: Canvas, source: SourceInfo): string[] {
  const context = source.context === undefined ? [] : [`[${source.context}]`];
  const file = source.kind === 'file' ? ['file'] : [];
  const parts = [
    ...context,
    `revision ${source.revision}`,
    `cluster ${source.clusterId}`,
    ...file,
    ...source.endpoints,
  ];
  return parts.map((part) => safe(canvas, part));
}
