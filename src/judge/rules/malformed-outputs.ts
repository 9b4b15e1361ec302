import { fieldProblems, type Rule } from '../rule.ts';
import { heatStacks, object, output, outputsText, state } from './example.ts';

export const malformedOutputs: Rule = {
  id: 'malformed-outputs',
  severity: 'error',
  holds:
    '`heat_outputs` or `output` is a list (in state: text that parses to one) of outputs, each with `output_value` (null allowed) and its own `output_key`',
  meaning:
    'The list of outputs can not be read as one: it is no list, the text in state is no JSON, an output lacks its key or value, or two share a key.',
  why: 'Gohan takes addresses and names from these outputs; without them the customer has a port that nothing can be reached by.',
  repair: 'The list is taken from a stage that has it whole.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    {
      title: 'two outputs, one with a null value',
      stages: { heat_stacks: heatStacks(), state: state() },
      finds: [],
    },
    {
      title: 'text that is cut short',
      stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: '[{"output_value": ' }) },
      finds: ['/state/heat_outputs'],
    },
    {
      title: 'a list instead of its text',
      stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: [] }) },
      finds: ['/state/heat_outputs'],
    },
    {
      title: 'two outputs with one key',
      stages: { heat_stacks: heatStacks({ output: [output('id', 'a'), output('id', 'b')] }) },
      finds: ['/output/1/output_key'],
    },
    {
      title: 'an output without a value',
      stages: { state: state({ heat_outputs: outputsText(object({ output_key: 'id' })) }) },
      finds: ['/state/heat_outputs/0/output_value'],
    },
  ],
  check: (resource) => fieldProblems(resource, 'malformed-outputs'),
};
