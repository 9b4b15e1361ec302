import assert from 'node:assert/strict';
import { it } from 'node:test';
import { closest, editDistance } from '../src/spelling.ts';

for (const [typed, known, meant] of [
  ['warnin', ['error', 'warning', 'info'], ['warning']],
  ['jsn', ['table', 'json', 'ndjson'], ['json']],
  ['JSON', ['table', 'json', 'ndjson'], ['json']],
  ['output-differ', ['outputs-differ', 'outputs-reordered'], ['outputs-differ']],
  ['xyz', ['off', 'info'], []],
  ['never', ['error', 'warning', 'info'], []],
  ['', ['off'], []],
  ['prdo', ['prod', 'lab'], ['prod']],
  ['stat', ['state', 'stats'], ['state', 'stats']],
] as const) {
  it(`${JSON.stringify(typed)} of ${known.join(', ')}`, () => assert.deepEqual(closest(typed, known), meant));
}

it('counts changed, missing, added and swapped letters', () => {
  assert.deepEqual(
    [
      ['ports', 'ports'],
      ['ports', 'prots'],
      ['port', 'ports'],
      ['', 'abc'],
    ].map(([a = '', b = '']) => editDistance(a, b)),
    [0, 1, 1, 3],
  );
});
