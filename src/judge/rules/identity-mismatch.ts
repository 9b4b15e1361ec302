import type { HeatStacks } from '../../stages/heat-stacks.ts';
import { pluralType, type ResourceRef } from '../../stages/keys.ts';
import { singularFits } from '../../stages/singular.ts';
import { DELETED } from '../../stages/statuses.ts';
import type { Draft, Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const identityMismatch: Rule = {
  id: 'identity-mismatch',
  severity: 'error',
  holds: "heat_stacks' `id` and `stack_id` name this resource",
  meaning:
    "The report under this resource's key is about another stack: `id` or `stack_id` name something else.",
  why: 'A later modify or delete would go to the stack that is named there: perhaps to another customer.',
  repair:
    'heat_stacks comes back from an older revision that names this resource, or from state when told so.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'both name the port', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'no stack any more',
      stages: { heat_stacks: heatStacks({ stack_id: '', stack_status: 'DELETE_COMPLETE', output: [] }) },
      finds: [],
    },
    {
      title: "another port's report",
      stages: { heat_stacks: heatStacks({ id: 'port:aaaa', stack_id: 'port_aaaa' }), state: state() },
      finds: ['/id', '/stack_id'],
    },
    {
      title: 'the stack is lost',
      stages: { heat_stacks: heatStacks({ stack_id: '' }) },
      finds: ['/stack_id'],
    },
    {
      title: 'another type',
      stages: { heat_stacks: heatStacks({ id: 'network:ddc14be4', stack_id: 'network_ddc14be4' }) },
      finds: ['/id', '/stack_id'],
    },
  ],
  check: ({ snapshot: { ref }, heat_stacks: heat }) =>
    heat === undefined ? [] : [...checkId(ref, heat), ...checkStackId(ref, heat)],
};

function checkId(ref: ResourceRef, { id }: HeatStacks): Draft[] {
  const singular = id === undefined ? undefined : namedType(id, ':', ref);
  return id === undefined || singular !== undefined ? [] : [mismatch('/id', id, ':', ref)];
}

function checkStackId(ref: ResourceRef, { id, stackId, status }: HeatStacks): Draft[] {
  if (stackId === undefined || (stackId === '' && status === DELETED)) return [];
  const singular = namedType(stackId, '_', ref);
  const other = id === undefined ? undefined : namedType(id, ':', ref);
  const agrees = singular !== undefined && (other === undefined || other === singular);
  return agrees ? [] : [mismatch('/stack_id', stackId, '_', ref)];
}

/** The singular type before the ID, where the rest is this resource's ID and the type fits its plural. */
function namedType(text: string, separator: string, ref: ResourceRef): string | undefined {
  const tail = separator + ref.id;
  const singular = text.slice(0, -tail.length);
  return text.endsWith(tail) && singularFits(singular, pluralType(ref)) ? singular : undefined;
}

function mismatch(path: string, text: string, separator: string, ref: ResourceRef): Draft {
  const field = path.slice(1);
  const wanted = `<type of ${pluralType(ref)}>${separator}${ref.id}`;
  return {
    stages: ['heat_stacks'],
    path,
    message: `heat_stacks: "${field}" does not name this resource (${wanted})`,
    expected: null,
    actual: JSON.stringify(text),
  };
}
