/** Whether a file that is whole is about the same question: the same store, asked the same way. */

import type { FailOn } from '../../../judge/finding.ts';
import type { Context } from '../../../judging/judging.ts';
import { digestOf, type SinceContent } from './file.ts';

/** Throws `NeedsFullRun`. */
export function checkPlace({ prefixes }: Context, known: SinceContent): void {
  const areas = ['heat_stacks', 'job_state', 'state', 'config', 'jobs'] as const;
  const other = areas.find((area) => prefixes[area] !== known.prefixes[area]);
  if (other === undefined) return;
  const change = `${other} is under ${prefixes[other]}, and was under ${known.prefixes[other]}`;
  throw new NeedsFullRun(`the prefixes are others than in the last run: ${change}`, { forget: true });
}

export interface Asked {
  readonly failOn: FailOn;
  readonly listAll: boolean;
  readonly toolVersion: string;
}

const BARS: readonly string[] = ['error', 'warning', 'info'];

/** What makes the judgement of unchanged resources another one leaves true since when things are known. */
export async function checkSettings(context: Context, asked: Asked, known: SinceContent): Promise<void> {
  const { clusterId } = await context.source.identity();
  if (clusterId !== known.cluster_id) {
    throw new NeedsFullRun(`another cluster: this is ${clusterId}, the last run asked ${known.cluster_id}`, {
      forget: true,
    });
  }
  if (asked.listAll) throw new NeedsFullRun('--list-all asks for every resource');
  if (asked.toolVersion !== known.tool_version)
    throw new NeedsFullRun(`the last run was by version ${known.tool_version}`);
  if (judgingDigest(context) !== known.judging)
    throw new NeedsFullRun('the rules are set otherwise than in the last run');
  if (BARS.indexOf(asked.failOn) > BARS.indexOf(known.fail_on))
    throw new NeedsFullRun(`--fail-on was ${known.fail_on} in the last run`);
}

/** Of the settings that findings depend on. */
export function judgingDigest({ judging: { severities, known } }: Context): string {
  return digestOf(JSON.stringify([severities ?? {}, known ?? {}]));
}

/** What changed can't be told, or not more cheaply than by reading everything. Caught by `verifySince` alone. */
export class NeedsFullRun extends Error {
  /** Nothing in the file may be gone by, not even when something was first seen. */
  readonly forget: boolean;

  constructor(reason: string, { forget = false }: { readonly forget?: boolean } = {}) {
    super(reason);
    this.name = 'NeedsFullRun';
    this.forget = forget;
  }
}

export function anotherHistory(proof: string): NeedsFullRun {
  return new NeedsFullRun(`not the same history (restored from a snapshot?): ${proof}`, { forget: true });
}
