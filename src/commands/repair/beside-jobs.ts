/** Whether the jobs prefix in force is the one that jobs are under: a repair beside a job at work must not be. */
import { RefusedError } from '../../errors.ts';
import type { Context } from '../../judging/judging.ts';
import { endOfPrefix, type Prefixes, parseStoredJobKey } from '../../stages/keys.ts';
import { PermissionError } from '../../store/errors.ts';
import { isEmpty } from '../../store/read/by-name.ts';
import type { RepairProposals } from './result.ts';

/**
 * The proposals, with a remark where no key at all is under the jobs prefix. At rest that is normal, so it proves nothing
 * by itself. Throws `RefusedError` where something else says that the prefix is wrong: `/config` is empty while stages
 * are not, jobs lie beside the state prefix, or what is there are no jobs. Asked only where something would be written.
 * @param allowEmpty the operator knows that it is right
 */
export async function besideJobs(
  context: Context,
  proposals: RepairProposals,
  allowEmpty: boolean,
): Promise<RepairProposals> {
  const { source, prefixes } = context;
  if (proposals.proposals.every(({ kind }) => kind !== 'plan')) return proposals;
  const jobs = await kindOfJobs(context);
  if (jobs === 'jobs') return proposals;
  if (jobs === 'others' && !allowEmpty)
    throw wrongPrefix(
      `no key under ${prefixes.jobs} is one of a job (waiting/, ready/, working/ …)`,
      await lookBeside(context),
    );
  const beside = await lookBeside(context);
  const against = [
    ...((await isEmpty(source, prefixes.config))
      ? [`${prefixes.config} is empty too, but stages are not`]
      : []),
    ...(beside?.keys === 'some' ? [`there are keys under ${beside.prefix}`] : []),
  ];
  const nothing = `no key at all is under ${prefixes.jobs}`;
  if (against.length > 0 && !allowEmpty)
    throw wrongPrefix(`${nothing}, and ${against.join(', and ')}`, beside);
  const unknown =
    beside?.keys === 'not told'
      ? `; whether there are some under ${beside.prefix}, this user may not read`
      : '';
  return { ...proposals, withoutJobs: `${nothing}: at rest that is normal${unknown}` };
}

/** So many keys say what lies under a prefix. */
const SAMPLE = 1000;

/** A prefix within that of the jobs, or of something else, has keys that name no job. */
async function kindOfJobs({ source, prefixes }: Context): Promise<'jobs' | 'none' | 'others'> {
  const { jobs: from } = prefixes;
  const { ranges } = await source.read([{ from, to: endOfPrefix(from), keysOnly: true, limit: SAMPLE }]);
  const keys = ranges[0]?.keys ?? [];
  if (keys.length === 0) return 'none';
  return keys.some((key) => parseStoredJobKey(prefixes, key) !== undefined) ? 'jobs' : 'others';
}

interface Beside {
  readonly prefix: string;
  readonly keys: 'some' | 'none' | 'not told';
}

/** Where jobs lie in a deployment whose state lies where it does: `/jobs/` beside `/state/`. Undefined: that is in force. */
async function lookBeside({ source, prefixes }: Context): Promise<Beside | undefined> {
  const prefix = jobsBeside(prefixes);
  if (prefix === prefixes.jobs) return undefined;
  try {
    return { prefix, keys: (await isEmpty(source, prefix)) ? 'none' : 'some' };
  } catch (error) {
    // Least roles reach no further than the prefixes in force.
    if (!(error instanceof PermissionError)) throw error;
    return { prefix, keys: 'not told' };
  }
}

/** `/foo/jobs/` for state under `/foo/state/`. */
function jobsBeside({ state }: Prefixes): string {
  return `${state.slice(0, state.lastIndexOf('/', state.length - 2) + 1)}jobs/`;
}

function wrongPrefix(why: string, beside: Beside | undefined): RefusedError {
  const right = beside?.keys === 'some' ? `--prefix jobs=${beside.prefix}` : 'the right --prefix';
  return new RefusedError(`${why}: a job at work could not be seen`, {
    hint: `give ${right}; --allow-empty where the prefix is right and there are no jobs`,
  });
}
