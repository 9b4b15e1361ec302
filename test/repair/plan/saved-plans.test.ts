/** What is known of a store that was seen before. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/judge/judge.ts';
import { heatStacks, state } from '../../../src/judge/rules/example.ts';
import { exampleResource } from '../../../src/judge/rules/example-resource.ts';
import { otherHistory } from '../../../src/repair/plan/guards.ts';
import type { Plan } from '../../../src/repair/plan/plan.ts';
import { propose } from '../../../src/repair/plan/propose.ts';
import { readSaved, savedText } from '../../../src/repair/plan/saved-plans.ts';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';

const resource = exampleResource({
  title: '',
  finds: [],
  stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: '[]' }) },
});

function planned(): Plan {
  const proposal = propose({ resource, judgement: judge(resource), prefixes: DEFAULT_PREFIXES, choices: {} });
  assert.ok(proposal.kind === 'plan');
  return proposal.plan;
}

describe('a saved plan', () => {
  it('comes back as it was', () => {
    const plan = planned();
    const source = { kind: 'etcd', clusterId: 'c', endpoints: ['e'], revision: 7 } as const;
    const saved = { created: '', toolVersion: '0', source, prefixes: DEFAULT_PREFIXES, plans: [plan] };
    const read = readSaved(Buffer.from(savedText(saved)), 'file');
    // Bytes come back as buffers, and nothing else differs.
    const plain = ({ actions, ...rest }: Plan) => ({
      ...rest,
      actions: actions.map(({ before, after: fresh, ...more }) => ({
        ...more,
        before: before && Buffer.from(before),
        after: fresh && Buffer.from(fresh),
      })),
    });
    assert.deepEqual(read.plans.map(plain), [plain(plan)]);
  });

  it('is refused where it writes anything but the stages of its resource, whatever its digest', () => {
    const plan = planned();
    const source = { kind: 'etcd', clusterId: 'c', endpoints: ['e'], revision: 7 } as const;
    const actions = plan.actions.map((action) => ({ ...action, key: `/config/${action.key}` }));
    const plans = [{ ...plan, actions }];
    const saved = { created: '', toolVersion: '0', source, prefixes: DEFAULT_PREFIXES, plans };
    assert.throws(() => readSaved(Buffer.from(savedText(saved)), 'file'), /would write \/config\//);
  });

  it('is of another history where the revision is lower, or an old one has another value', () => {
    const plan = planned();
    const { snapshot } = resource;
    assert.equal(otherHistory(plan, snapshot), undefined);
    assert.match(otherHistory(plan, { ...snapshot, revision: plan.revision - 1 }) ?? '', /is at revision/);
    const { state: entry, ...others } = snapshot.stages;
    assert.ok(entry !== undefined);
    const restored = { ...snapshot, stages: { ...others, state: { ...entry, value: Buffer.from('{}') } } };
    assert.match(otherHistory(plan, restored) ?? '', /state has another value/);
    const moved = { ...entry, value: Buffer.from('{}'), modRevision: entry.modRevision + 1 };
    assert.equal(otherHistory(plan, { ...snapshot, stages: { ...others, state: moved } }), undefined);
  });
});
