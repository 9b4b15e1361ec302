import { pointerStep } from '../../stages/json.ts';
import { fieldProblems, type Rule } from '../rule.ts';
import { heatStacks, output, outputsText, state } from './example.ts';

export const unknownField: Rule = {
  id: 'unknown-field',
  severity: 'info',
  holds: 'no field is there that nobody documented',
  meaning: 'A document has a field that the known writers do not write: a newer worker, or a hand.',
  why: 'It hurts nobody by itself, but a repair that did not know of it could lose it. Repairs keep such fields.',
  repair: 'Not repaired. If the field is all right, add it to the known ones in the configuration.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'documented fields only', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'one more field',
      stages: { heat_stacks: heatStacks({ region: 'jp1' }), state: state() },
      finds: ['/region'],
    },
    {
      title: 'one more field in an output',
      stages: { state: state({ heat_outputs: outputsText(output('fq_name', 'a', { colour: 'red' })) }) },
      finds: ['/state/heat_outputs/0/colour'],
    },
  ],
  excused: ({ path }, known) => known.fields.some((field) => path.endsWith(pointerStep(field))),
  check: (resource) => fieldProblems(resource, 'unknown-field'),
};
