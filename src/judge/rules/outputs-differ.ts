import { smallestDifference } from '../../stages/difference.ts';
import { pointerStep } from '../../stages/json.ts';
import { compactJson } from '../../stages/json-write.ts';
import { OUTPUT_FIELDS, type Output, outputNamed } from '../../stages/outputs.ts';
import type { AnyStage } from '../../stages/resource.ts';
import { comparedDocuments, sameOutput } from '../facts.ts';
import type { Draft, Rule } from '../rule.ts';
import { heatStacks, jobState, output, outputsText, state } from './example.ts';

export const outputsDiffer: Rule = {
  id: 'outputs-differ',
  severity: 'error',
  holds: 'the same outputs, with equal key, value, description and error in every stage',
  meaning:
    'An output of the stack is not the same in all stages. Values are compared as JSON: key order and escapes do not count, list order and the text of numbers do.',
  why: 'Gohan and the customer see what state says (an address, a name), while the stack has what heat_stacks says: traffic goes nowhere.',
  repair: 'The differing outputs are taken from the stages that are right; all other fields stay.',
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    {
      title: 'the same outputs',
      stages: { heat_stacks: heatStacks(), job_state: jobState(), state: state() },
      finds: [],
    },
    {
      title: 'one character of an address changed',
      stages: {
        heat_stacks: heatStacks(),
        state: state({
          heat_outputs: outputsText(output('fq_name'), output('mac_address', ['fa:16:3e:f7:60:7e'])),
        }),
      },
      finds: ['/state/heat_outputs/1/output_value/0'],
    },
    {
      title: 'an output is missing in state',
      stages: { heat_stacks: heatStacks(), state: state({ heat_outputs: outputsText(output('fq_name')) }) },
      finds: ['/state/heat_outputs'],
    },
    {
      title: 'an output too many in state',
      stages: {
        heat_stacks: heatStacks({ output: [] }),
        state: state({ heat_outputs: outputsText(output('fq_name')) }),
      },
      finds: ['/state/heat_outputs/0'],
    },
    {
      title: 'a description differs',
      stages: {
        heat_stacks: heatStacks({ output: [output('id', 'a')] }),
        state: state({ heat_outputs: outputsText(output('id', 'a', { description: 'An id.' })) }),
      },
      finds: ['/state/heat_outputs/0/description'],
    },
    {
      title: 'a job is at work',
      stages: { heat_stacks: heatStacks({ output: [] }), job_state: '{}', state: state() },
      jobs: ['all', 'working'],
      finds: [],
    },
  ],
  check: (resource) => {
    const documents = comparedDocuments(resource).filter((document) => document.outputs !== undefined);
    const keys = new Set(documents.flatMap((document) => document.outputs ?? []).map(({ key }) => key));
    return [...keys].flatMap((key) => checkOutput(documents, key));
  },
};

interface Side {
  readonly document: AnyStage;
  readonly output: Output | undefined;
}

function checkOutput(documents: readonly AnyStage[], key: string): Draft[] {
  const sides = documents.map((document) => ({ document, output: outputNamed(document.outputs ?? [], key) }));
  const last = sides.at(-1);
  const other = sides.findLast((side) => !sameOutput(side.output, last?.output));
  if (last === undefined || other === undefined) return [];
  const stages = documents.map((document) => document.stage);
  return differences(key, other, last).map((draft) => ({ ...draft, stages }));
}

function differences(key: string, other: Side, last: Side): Omit<Draft, 'stages'>[] {
  const name = `output ${JSON.stringify(key)}`;
  const list = last.document.outputsPath;
  if (last.output === undefined || other.output === undefined) {
    const [has, lacks] = last.output === undefined ? [other, last] : [last, other];
    return [
      {
        path: last.output === undefined ? list : list + pointerStep(last.output.index),
        message: `${name} is in ${has.document.stage}, not in ${lacks.document.stage}`,
        expected: other.output === undefined ? null : compactJson(other.output.tree),
        actual: last.output === undefined ? null : compactJson(last.output.tree),
      },
    ];
  }
  return fieldDifferences(name, { ...other, output: other.output }, { ...last, output: last.output });
}

type WithOutput = Side & { readonly output: Output };

function fieldDifferences(name: string, other: WithOutput, last: WithOutput): Omit<Draft, 'stages'>[] {
  const base = last.document.outputsPath + pointerStep(last.output.index);
  return OUTPUT_FIELDS.flatMap((field) => {
    const found = smallestDifference(other.output.tree.get(field), last.output.tree.get(field));
    if (found === undefined) return [];
    const { left, right, path } = found;
    return [
      {
        path: `${base}/${field}${path}`,
        message: `${name}: ${field} differs between ${other.document.stage} and ${last.document.stage}`,
        expected: left === undefined ? null : compactJson(left),
        actual: right === undefined ? null : compactJson(right),
      },
    ];
  });
}
