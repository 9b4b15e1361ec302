import type { AnyStage } from '../../stages/resource.ts';
import { comparedDocuments } from '../facts.ts';
import type { Draft, Rule } from '../rule.ts';
import { heatStacks, output, outputsText, state } from './example.ts';

export const outputsReordered: Rule = {
  id: 'outputs-reordered',
  severity: 'warning',
  holds: 'the outputs stand in the same order in every stage',
  meaning: 'The stages list the same outputs in another order.',
  why: 'Nothing reads outputs by their place, as far as is known; but the known writers keep the order, so something else wrote.',
  repair: 'Not by itself; a repair of outputs takes the order of its source.',
  waitsForJob: true,
  silentAtRest: true,
  examples: () => [
    { title: 'the same order', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'two outputs changed places',
      stages: {
        heat_stacks: heatStacks({ output: [output('a'), output('b')] }),
        state: state({ heat_outputs: outputsText(output('b'), output('a')) }),
      },
      finds: ['/state/heat_outputs'],
    },
    {
      title: 'one more output is no other order',
      stages: {
        heat_stacks: heatStacks({ output: [output('a'), output('b')] }),
        state: state({ heat_outputs: outputsText(output('a'), output('c'), output('b')) }),
      },
      finds: [],
    },
  ],
  check: (resource) => {
    const documents = comparedDocuments(resource).filter((document) => document.outputs !== undefined);
    const last = documents.at(-1);
    const other = documents.findLast((document) => last !== undefined && !sameOrder(document, last));
    return last === undefined || other === undefined ? [] : [reordered(documents, other, last)];
  },
};

function reordered(documents: readonly AnyStage[], other: AnyStage, last: AnyStage): Draft {
  return {
    stages: documents.map((document) => document.stage),
    path: last.outputsPath,
    message: `the outputs stand in another order in ${last.stage} than in ${other.stage}`,
    expected: JSON.stringify(commonKeys(other, last)),
    actual: JSON.stringify(commonKeys(last, other)),
  };
}

function sameOrder(left: AnyStage, right: AnyStage): boolean {
  const [ours, theirs] = [commonKeys(left, right), commonKeys(right, left)];
  return ours.every((key, i) => key === theirs[i]);
}

/** The keys of the first that the second has too, in the first's order. */
function commonKeys(document: AnyStage, other: AnyStage): string[] {
  const keys = new Set(other.outputs?.map((output) => output.key));
  return (document.outputs ?? []).map((output) => output.key).filter((key) => keys.has(key));
}
