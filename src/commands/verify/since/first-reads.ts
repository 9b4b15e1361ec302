/** The small reads at the beginning: where the store stands now, and whether its history is the one of the file. */
import { endOfPrefix, keyOf, type Prefixes, refOfName } from '../../../stages/keys.ts';
import { jobsById, type Surroundings } from '../../../store/read/assemble.ts';
import type { RangeRequest, RangeResult, Source } from '../../../store/source.ts';
import { digestOf, type KnownKey, type SinceContent } from './file.ts';
import { anotherHistory } from './settings.ts';

/**
 * What every resource is judged beside, at one revision; absent: the newest, by a linearizable read. Throws
 * `NeedsFullRun` where a known key shows another history.
 */
export async function readAround(
  source: Source,
  content: SinceContent,
  revision?: number,
): Promise<Surroundings> {
  const { prefixes, newest } = content;
  const at = revision === undefined ? {} : { revision };
  const read = await source.read([
    { from: prefixes.jobs, to: endOfPrefix(prefixes.jobs), keysOnly: true, ...at },
    { from: prefixes.config, to: endOfPrefix(prefixes.config), keysOnly: true, limit: 1, ...at },
    ...newest.map((known): RangeRequest => ({ from: keyNamed(prefixes, known), ...at })),
  ]);
  const [jobs, config, ...known] = read.ranges;
  const around = {
    revision: revision ?? read.revision,
    jobs: jobsById(prefixes, jobs?.keys ?? []),
    configEmpty: config?.keys.length === 0,
  };
  checkHistory(content, around.revision, known);
  return around;
}

function keyNamed(prefixes: Prefixes, { area, resource }: KnownKey): string {
  const ref = refOfName(resource);
  if (ref === undefined) throw new Error(`no resource is named ${resource}`);
  return keyOf(prefixes, area, ref);
}

function checkHistory(content: SinceContent, revision: number, found: readonly RangeResult[]): void {
  if (revision < content.revision) {
    throw anotherHistory(`etcd is at revision ${revision}, the last run was at ${content.revision}`);
  }
  content.newest.forEach((known, i) => {
    const proof = contradiction(known, content.revision, revision, found[i]?.keys[0]);
    if (proof !== undefined) throw anotherHistory(`${keyNamed(content.prefixes, known)} ${proof}`);
  });
}

/** Why a key that the last run saw can't be what it is now; undefined where it can. */
function contradiction(
  known: KnownKey,
  then: number,
  now: number,
  found: RangeResult['keys'][number] | undefined,
): string | undefined {
  const was = `was written at ${known.mod_revision}`;
  if (found === undefined) return now === then ? `${was} and is gone` : undefined;
  const { modRevision, value } = found;
  if (modRevision > then) return undefined;
  if (modRevision !== known.mod_revision) return `${was}, and now at ${modRevision}`;
  return digestOf(value) === known.sha256 ? undefined : `${was} with another value`;
}
