import { isObject } from '../../stages/json.ts';
import { readJsonText } from '../../stages/json-read.ts';
import { pythonSorted, pythonUnsorted } from '../../stages/json-write.ts';
import { type AnyStage, documentsOf, entryOf } from '../../stages/resource.ts';
import { about, type Rule } from '../rule.ts';
import { heatStacks, state } from './example.ts';

export const nonCanonical: Rule = {
  id: 'non-canonical',
  severity: 'off',
  holds: 'the bytes are those that the writers would have written',
  meaning:
    'The value means the same, but its bytes are not those that the known writers write: other spaces, key order or escapes.',
  why: 'A trace of a hand or of another writer. It hurts nothing by itself.',
  repair: 'Not by itself; a stage that is repaired is written as its writer would.',
  waitsForJob: false,
  silentAtRest: false,
  examples: () => [
    { title: "the writers' bytes", stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    {
      title: 'no space after the colon',
      stages: { heat_stacks: heatStacks().replace(': ', ':') },
      finds: [''],
    },
    {
      title: 'spaces inside the text of state.heat_outputs',
      stages: { state: state({ heat_outputs: '[ ]' }) },
      finds: ['/state/heat_outputs'],
    },
  ],
  check: (resource) =>
    documentsOf(resource).flatMap((document) => {
      const bytes = Buffer.from(entryOf(resource, document.stage)?.value ?? []).toString();
      const path = bytes === pythonSorted(document.tree) ? innerPath(document) : '';
      return path === undefined
        ? []
        : [about(document.stage, path, `${document.stage}: not the writers' bytes`)];
    }),
};

/** The pointer of the text in state that isn't written as Python does. */
function innerPath({ stage, tree }: AnyStage): string | undefined {
  const inner = stage === 'state' ? tree.get('state') : undefined;
  const text = isObject(inner) ? inner.get('heat_outputs') : undefined;
  const reading = typeof text === 'string' ? readJsonText(text) : undefined;
  if (reading === undefined || 'problem' in reading) return undefined;
  return pythonUnsorted(reading.value) === text ? undefined : '/state/heat_outputs';
}
