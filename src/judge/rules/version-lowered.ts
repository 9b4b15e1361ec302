import { entryOf, type Resource } from '../../stages/resource.ts';
import { configAhead } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const versionLowered: Rule = {
  id: 'version-lowered',
  severity: 'error',
  holds:
    '`state.version` never falls. Asked where `/config` is ahead, no job is named and state was written after `/config`: the revision before that write must not have a higher version; where it is compacted away, that is not asked',
  meaning:
    'Somebody lowered the version in state: it looks like a request that is still queued, and nobody will serve it.',
  why: 'Gohan ignores a version that is lower than the one it has, and whoever waits for the version waits for ever.',
  repair: 'state gets the version back that it had.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    {
      title: 'queued: what was there before is not higher',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 2 }) },
      config: 3,
      versionBefore: '1',
      finds: [],
    },
    {
      title: 'queued, and the past is not known',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 2 }) },
      config: 3,
      finds: [],
    },
    {
      title: 'lowered by hand',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 2 }) },
      config: 3,
      versionBefore: '3',
      finds: ['/version'],
    },
    {
      title: 'a job is named: it will publish',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 2 }) },
      config: 3,
      jobs: ['all'],
      versionBefore: '3',
      finds: [],
    },
    {
      title: '/config was written later',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 2 }) },
      config: 3,
      revisions: { config: 20 },
      versionBefore: '3',
      finds: [],
    },
  ],
  check: (resource) => {
    const { snapshot, state: published } = resource;
    const before = snapshot.versionBefore;
    if (before === undefined || beforeStateWasWritten(resource) === undefined) return [];
    if (BigInt(before) <= (published?.version ?? 0n)) return [];
    const revision = entryOf(resource, 'state')?.modRevision;
    return [
      {
        stages: ['state'],
        path: '/version',
        message: `state.version fell from ${before} to ${published?.version} at revision ${revision}, and no job is there`,
        expected: before,
        actual: String(published?.version),
      },
    ];
  },
};

/** The revision whose state tells whether its version was lowered; undefined where nothing asks for it. */
export function beforeStateWasWritten(resource: Resource): number | undefined {
  const [config, published] = [entryOf(resource, 'config'), entryOf(resource, 'state')];
  if (config === undefined || published === undefined || resource.snapshot.jobs.length > 0) return undefined;
  const isAsked = configAhead(resource) && published.modRevision > config.modRevision;
  return isAsked ? published.modRevision - 1 : undefined;
}
