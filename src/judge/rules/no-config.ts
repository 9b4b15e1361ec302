import { entryOf, type Resource } from '../../stages/resource.ts';
import { isDelete } from '../facts.ts';
import { about, type Rule } from '../rule.ts';
import { heatStacks, STACKLESS, state } from './example.ts';

export const noConfig: Rule = {
  id: 'no-config',
  severity: 'warning',
  holds:
    'a resource with a stack has a `/config` (silent in deletes, and where `/config` is empty altogether)',
  meaning: 'A stack is known, but nobody wants it any more: there is no `/config` key.',
  why: 'Perhaps a leftover of a delete: it costs money, and its address is taken.',
  repair:
    'Not by this tool: find out whether the resource should live; then delete it through the API or by hand.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'wanted', stages: { heat_stacks: heatStacks(), state: state() }, config: 1, finds: [] },
    { title: 'nobody wants it', stages: { heat_stacks: heatStacks(), state: state() }, finds: [''] },
    { title: 'no stack', stages: { state: STACKLESS }, finds: [] },
    {
      title: 'it is being deleted',
      stages: { heat_stacks: heatStacks({ stack_id: '', stack_status: 'DELETE_COMPLETE', output: [] }) },
      finds: [],
    },
  ],
  check: (resource) => {
    const { config, configEmpty } = resource.snapshot;
    if (config !== undefined || configEmpty || isDelete(resource)) return [];
    const stage = stageWithStack(resource);
    return stage === undefined
      ? []
      : [about(stage, '', `${stage} tells of a stack, but there is no /config key`)];
  },
};

function stageWithStack(resource: Resource): 'heat_stacks' | 'state' | undefined {
  if (entryOf(resource, 'heat_stacks') !== undefined) return 'heat_stacks';
  return resource.state?.hasOutputs ? 'state' : undefined;
}
