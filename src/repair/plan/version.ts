/** Which `state.version` a repair may publish. Publishing one that nobody reached would be a lie. Pure. */

import { documentsAgree } from '../../judge/facts.ts';
import { versionLowered } from '../../judge/rules/version-lowered.ts';
import { entryOf, type Resource } from '../../stages/resource.ts';
import { anotherTry } from './case.ts';
import { type Action, Refusal } from './plan.ts';

export interface ProvedVersion {
  readonly version: bigint;
  /** What proves it, in words. */
  readonly why: string;
}

export interface VersionQuestion {
  /** The version of a job that was abandoned is wanted: what state has is in question. */
  readonly abandoned: boolean;
  /** The operator's own word. */
  readonly told: bigint | undefined;
  /** An earlier revision of the resource at which its stages agreed. */
  readonly past: Resource | undefined;
}

/** Throws `Refusal` where no version is proved. */
export function proveVersion(resource: Resource, question: VersionQuestion): ProvedVersion {
  const proved =
    givenVersion(question.told) ??
    (question.abandoned ? undefined : (currentVersion(resource) ?? pastVersion(resource, question.past))) ??
    configVersion(resource);
  if (proved === undefined) throw unproved(resource);
  const wanted = resource.config?.version;
  if (wanted !== undefined && proved.version > wanted) {
    throw new Refusal(
      `state.version ${proved.version} would be above /config's ${wanted}`,
      'give one that is not',
      anotherTry(resource, ['--state-version', String(wanted)]),
    );
  }
  return proved;
}

function givenVersion(told: bigint | undefined): ProvedVersion | undefined {
  return told === undefined ? undefined : { version: told, why: `${told}, told by --state-version` };
}

function currentVersion(resource: Resource): ProvedVersion | undefined {
  const { state, config, snapshot } = resource;
  const version = state?.version;
  if (snapshot.versionBefore !== undefined && versionLowered.check(resource).length > 0) {
    const before = snapshot.versionBefore;
    return { version: BigInt(before), why: `${before}, which state had before its version was lowered` };
  }
  const ahead = version !== undefined && config?.version !== undefined && version > config.version;
  return version === undefined || ahead ? undefined : { version, why: `${version}, kept` };
}

/** An earlier state is of the same job only where it says what Heat's report still says. */
function pastVersion({ heat_stacks: heat }: Resource, past: Resource | undefined): ProvedVersion | undefined {
  const state = past?.state;
  const version = state?.version;
  if (state === undefined || version === undefined) return undefined;
  if (heat !== undefined && !documentsAgree(heat, state)) return undefined;
  return {
    version,
    why: `${version}, as in state at revision ${past?.snapshot.revision}, when the stages agreed`,
  };
}

/** `/config`'s own, where it became that before the job began (or, without a job_state, before Heat's report). */
function configVersion(resource: Resource): ProvedVersion | undefined {
  const version = resource.config?.version;
  const config = entryOf(resource, 'config');
  const [moment, what] = jobMoment(resource);
  if (version === undefined || config === undefined || moment === undefined) return undefined;
  if (config.modRevision > moment || otherJobs(resource).length > 0) return undefined;
  return {
    version,
    why: `${version}, proved: config became ${version} at rev ${config.modRevision}, not after ${what} (rev ${moment})`,
  };
}

/** The versions of the jobs whose keys are left, where none of them is for the version that is wanted. */
function otherJobs({ config, snapshot: { jobs } }: Resource): string[] {
  const versions = jobs.map(({ version }) => version);
  return versions.includes(String(config?.version)) ? [] : versions;
}

function jobMoment(resource: Resource): [number | undefined, string] {
  const job = entryOf(resource, 'job_state');
  if (job !== undefined) return [job.createRevision, 'the beginning of the job'];
  return [entryOf(resource, 'heat_stacks')?.modRevision, "Heat's report"];
}

function unproved(resource: Resource): Refusal {
  const wanted = resource.config?.version;
  const [moment, what] = jobMoment(resource);
  const config = entryOf(resource, 'config');
  const others = otherJobs(resource).join(', ');
  const late = `config became ${wanted} at revision ${config?.modRevision}, after ${what} (${moment})`;
  const why =
    wanted === undefined || config === undefined
      ? 'which version state must have is not known: there is no /config that tells'
      : `which version was reached is not known: ${others === '' ? late : `config wants ${wanted}, and the job that is left was for ${others}`}`;
  return new Refusal(
    why,
    'find out which version the job was for (its log, or its key in /jobs); then --state-version N',
  );
}

/**
 * What Gohan makes of the write: it ignores a version that it has accepted already, and a lower one. An undo may bring
 * back a state whose version can't be read, or one above `/config`'s: what comes of these nobody has seen.
 */
export function gohanNote(before: Resource, after: Resource, actions: readonly Action[]): string | undefined {
  if (!actions.some(({ kind, stage }) => kind === 'put' && stage === 'state')) return undefined;
  const [old, written, wanted] = [before.state?.version, after.state?.version, after.config?.version];
  if (written === undefined)
    return 'the state that is written has no version that can be read: what Gohan makes of it is not known';
  if (wanted !== undefined && written > wanted)
    return `version ${written} is above /config's ${wanted}: what Gohan makes of it is not known`;
  if (old !== undefined && written > old) return `version rises ${old} → ${written}: it should be taken`;
  if (wanted === undefined || written === wanted) {
    return `if Gohan had accepted version ${written} already, it ignores this write: etcd is mended, Gohan's database is not; only a new /config version (an update through its API) reaches it`;
  }
  return `version ${written} is below /config's ${wanted}: Gohan ignores this write, and takes the next one`;
}
