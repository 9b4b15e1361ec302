import { endOfPrefix, type Prefixes, STAGES, type Stage } from '../../stages/keys.ts';
import type { RangeRequest, RangeResult, Source } from '../source.ts';

/** Keys under each stage's prefix. */
export type Counts = { readonly [S in Stage]: number };

/** Each by itself: etcd goes through all keys that it counts, and millions of them take it seconds. */
export async function countStages(
  { read }: Pick<Source, 'read'>,
  prefixes: Prefixes,
  revision: number,
): Promise<Counts> {
  const reads = STAGES.map((stage) => read([{ ...countOf(prefixes[stage]), revision }]));
  return countsFrom((await Promise.all(reads)).flatMap(({ ranges }) => ranges));
}

function countOf(prefix: string): RangeRequest {
  return { from: prefix, to: endOfPrefix(prefix), countOnly: true };
}

/** @param ranges one for each of `STAGES` */
export function countsFrom([heat, job, state]: readonly RangeResult[]): Counts {
  return { heat_stacks: heat?.count ?? 0, job_state: job?.count ?? 0, state: state?.count ?? 0 };
}
