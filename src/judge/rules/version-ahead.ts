import type { Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const versionAhead: Rule = {
  id: 'version-ahead',
  severity: 'error',
  holds: "`state.version` is not above `/config`'s",
  meaning: 'state claims a version that nobody has asked for yet.',
  why: 'Gohan ignores every later result whose version is lower than the stored one: real updates never arrive.',
  repair: "The version becomes that of state's last good revision, or `/config`'s where it is proved.",
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    { title: 'as wanted', stages: { heat_stacks: heatStacks(), state: state() }, config: 1, finds: [] },
    {
      title: 'an update is queued',
      stages: { heat_stacks: heatStacks(), state: state() },
      config: 2,
      finds: [],
    },
    {
      title: 'a version out of nowhere',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 7 }) },
      config: 2,
      finds: ['/version'],
    },
    {
      title: 'no config to compare with',
      stages: { heat_stacks: heatStacks(), state: state({}, { version: 7 }) },
      finds: [],
    },
  ],
  check: ({ state: published, config }) => {
    const [told, wanted] = [published?.version, config?.version];
    if (told === undefined || wanted === undefined || told <= wanted) return [];
    return [
      {
        stages: ['state'],
        path: '/version',
        message: `state is at version ${told}, /config only at ${wanted}`,
        expected: String(wanted),
        actual: String(told),
      },
    ];
  },
};
