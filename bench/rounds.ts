import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Candidate {
  readonly name: string;
  /** Instead of node; in the checkout's folder. */
  readonly program?: string;
  readonly args: readonly string[];
}

export interface Measured {
  readonly name: string;
  readonly ms: number;
  /** To the first candidate in the same round. */
  readonly ratio: number;
}

/** Until files are cached and the processor is awake. */
const WARM_UP = 3;
/** Seen from `.build/bench`, where this runs. */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** Medians of all candidates, in their order. */
export async function measure(
  candidates: readonly Candidate[],
  rounds: number,
  env: NodeJS.ProcessEnv,
): Promise<Measured[]> {
  for (let i = 0; i < WARM_UP; i++) for (const one of candidates) run(one, env);
  const times = await inRounds(candidates, rounds, async (one) => run(one, env));
  return candidates.map(({ name }, i) => ({
    name,
    ms: median(times[i] ?? []),
    ratio: medianRatio(times[i] ?? [], times[0] ?? []),
  }));
}

/**
 * Runs all once a round, one after the other, each round beginning with another one: a machine that gets slower slows
 * all. Gives the results of each candidate, round by round.
 */
export async function inRounds<C, R>(
  candidates: readonly C[],
  rounds: number,
  one: (candidate: C) => Promise<R>,
): Promise<R[][]> {
  const results: R[][] = candidates.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < candidates.length; i++) {
      const at = (round + i) % candidates.length;
      results[at]?.push(await one(candidates[at] as C));
    }
  }
  return results;
}

function run({ name, program = process.execPath, args }: Candidate, env: NodeJS.ProcessEnv): number {
  const start = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(program, args, {
    cwd: CHECKOUT,
    env,
    encoding: 'utf8',
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${name} ended with ${status ?? error?.message}: ${stderr}`);
  return ms;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

/** The median of the ratios within the same round. */
export function medianRatio(values: readonly number[], to: readonly number[]): number {
  return median(values.map((value, round) => value / (to[round] ?? Number.NaN)));
}
