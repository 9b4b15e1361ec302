import type { Verdict } from '../judge/finding.ts';
import type { Judged, SourceInfo } from '../judging/results.ts';
import { resourceName } from '../stages/keys.ts';
import { type Canvas, distinct, flow, labelled, safe } from './frame.ts';
import type { Paint, Painter } from './paint.ts';

/** A verdict as it is written on screens: `IN FLIGHT`. */
export function verdictWord(verdict: Verdict): string {
  return verdict.replace('_', ' ').toUpperCase();
}

export function verdictPainter(paint: Paint, verdict: Verdict): Painter {
  if (verdict === 'broken') return paint.broken;
  if (verdict === 'in_flight' || verdict === 'deleting') return paint.flight;
  return verdict === 'failed' ? paint.warning : paint.healthy;
}

const MEANING: Readonly<Record<Verdict, string>> = {
  broken: 'inconsistent',
  in_flight: 'not judged: work on it is under way',
  deleting: 'healthy: Heat has deleted the stack, only its report is left',
  stackless: 'healthy: it needs no Heat stack, so it has only a state',
  failed: 'consistent: the stages agree that the last job failed',
  complete: 'healthy: all three stages are there and agree',
  settled: 'healthy: heat_stacks and state agree, no job is left: at rest',
};

/** The verdict and the resource, then what that means, then where it was read. */
export function headline(canvas: Canvas, judged: Judged, source: SourceInfo): string[] {
  const { paint } = canvas;
  const colour = verdictPainter(paint, judged.verdict);
  const name = safe(canvas, resourceName(judged.snapshot.ref));
  return [
    ...labelled(canvas, verdictWord(judged.verdict), name, { label: colour, text: paint.strong }),
    ...labelled(canvas, '', distinct(canvas, sentence(judged))),
    ...flow(canvas, 'source', sourceParts(canvas, source), { label: paint.quiet }),
  ];
}

/** What explains most in full, the other rules by their names. */
function sentence({ verdict, findings }: Judged): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return MEANING[verdict];
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
