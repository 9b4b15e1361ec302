import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Candidate {
  readonly name: string;
  /** Of node, in the checkout's folder. */
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
const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs all candidates once a round, each round beginning with another one; medians, in the candidates' order. */
export function measure(
  candidates: readonly Candidate[],
  rounds: number,
  env: NodeJS.ProcessEnv,
): Measured[] {
  for (let i = 0; i < WARM_UP; i++) for (const one of candidates) run(one, env);
  const times = Array.from({ length: rounds }, (_, i) => round(candidates, i, env));
  return candidates.map(({ name }, i) => ({
    name,
    ms: median(times.map((all) => all[i] ?? 0)),
    ratio: median(times.map((all) => (all[i] ?? 0) / (all[0] ?? 1))),
  }));
}

/** Milliseconds of each, in the candidates' order. */
function round(candidates: readonly Candidate[], first: number, env: NodeJS.ProcessEnv): number[] {
  const times: number[] = [];
  candidates.forEach((_, i) => {
    const at = (first + i) % candidates.length;
    times[at] = run(candidates[at] as Candidate, env);
  });
  return times;
}

function run({ name, args }: Candidate, env: NodeJS.ProcessEnv): number {
  const start = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    cwd: CHECKOUT,
    env,
    encoding: 'utf8',
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${name} ended with ${status ?? error?.message}: ${stderr}`);
  return ms;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
