import { judge } from '../../judge/judge.ts';
import { keyOf } from '../../stages/keys.ts';
import { entryOf } from '../../stages/resource.ts';
import { suggest } from '../../suggestion.ts';
import { outcomeOf } from './actions.ts';
import type { Case } from './case.ts';
import { guarded } from './guards.ts';
import { type Action, identified, type Plan, Refusal } from './plan.ts';
import { gohanNote } from './version.ts';

/** Writes state again byte for byte, for whoever watches it to see it once more. Throws `Refusal`. */
export function republish({ resource, judgement, prefixes }: Case): Plan {
  const entry = entryOf(resource, 'state');
  const { ref } = resource.snapshot;
  if (judgement.verdict === 'broken')
    throw new Refusal(
      'it is broken: what is wrong would be published again',
      'repair it first, without --republish',
    );
  if (entry === undefined)
    throw new Refusal(
      'there is no state to publish again',
      'see what is there',
      suggest('show', { of: [ref] }),
    );
  const { value, leaseId } = entry;
  const key = keyOf(prefixes, 'state', ref);
  const action: Action = {
    kind: 'put',
    stage: 'state',
    key,
    before: value,
    after: value,
    leaseId,
    changes: [],
  };
  const becomes = outcomeOf(resource, [action]);
  const gohan = gohanNote(resource, becomes, [action]);
  return identified({
    ...{ kind: 'repair', ref, rules: [], actions: [action] },
    source: `state@${entry.modRevision}`,
    why: 'written again as it stands, told by --republish',
    ...(gohan === undefined ? {} : { gohan }),
    ...guarded(resource),
    becomes: judge(becomes).verdict,
  });
}
