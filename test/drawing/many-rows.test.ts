/** Lists without a bound: a call takes no more arguments than fit the stack, some 120,000. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newGrouping } from '../../src/commands/verify/formats/groups.ts';
import { verifyList } from '../../src/commands/verify/formats/rows-table.ts';
import { canvasFor } from '../../src/drawing/frame.ts';
import { wrap } from '../../src/drawing/wrap.ts';
import { closest } from '../../src/spelling.ts';
import { readHeatStacks } from '../../src/stages/heat-stacks.ts';
import { readJobState } from '../../src/stages/job-state.ts';
import type { Json } from '../../src/stages/json.ts';
import { readState } from '../../src/stages/state.ts';
import * as sample from '../support/data/samples.ts';

const MANY = 150_000;

/** Of so many resources, each of a name of its own. */
function many(type: (i: number) => string) {
  const broken = sample.verified(sample.malformed());
  return Array.from({ length: MANY }, (_, i) => ({ ...broken, ref: { schemaPath: type(i), id: `id-${i}` } }));
}

describe(`a list of ${MANY}`, () => {
  it('is a table of as many rows, each of its resource', () => {
    const canvas = canvasFor({ width: 200, colour: false, unicode: true });
    const lines = verifyList(
      canvas,
      many(() => 'v2.0/ports'),
    ).filter((line) => line.includes(' v2.0/ports/id-'));
    assert.equal(lines.length, MANY);
    lines.forEach((line, i) => {
      assert.match(line, /^BROKEN /);
      if (!line.includes(` v2.0/ports/id-${i} `)) assert.fail(line);
    });
  });

  it('is grouped, whatever types it is of', () => {
    const grouping = newGrouping();
    many((i) => `v2.0/type${i}`).forEach(grouping.take);
    const { rows, resources } = grouping.groups();
    assert.equal(resources, MANY);
    assert.equal(
      rows.reduce((sum, { count }) => sum + count, 0),
      MANY,
    );
  });
});

describe(`a document with ${MANY} problems`, () => {
  const fields = () => Array.from({ length: MANY }, (_, i): [string, Json] => [`f${i}`, '']);
  const numbers = () => Array.from({ length: MANY }, (): Json => null);
  const twice = () =>
    numbers().map(
      (): Json =>
        new Map([
          ['output_key', 'a'],
          ['output_value', ''],
        ]),
    );

  it('is read, and each is told', () => {
    for (const outputs of [numbers(), twice(), [new Map(fields())]]) {
      assert.ok(readHeatStacks(new Map([['output', outputs]])).problems.length >= MANY - 1);
      assert.ok(readJobState(new Map([['heat_outputs', outputs]])).problems.length >= MANY - 1);
    }
    const heat_outputs = JSON.stringify(Array.from({ length: MANY }, () => null));
    const inner = new Map<string, Json>([['heat_outputs', heat_outputs]]);
    assert.ok(readState(new Map([['state', inner]])).problems.length >= MANY);
  });
});

describe('texts without a bound', () => {
  it('are broken into lines', () => {
    const lines = wrap('x'.repeat(10 * MANY), 10);
    assert.equal(lines.length, MANY);
  });

  it('are all near to what was typed', () => {
    const known = Array.from({ length: MANY }, () => 'abcdefgh');
    assert.equal(closest('abcdefgx', known).length, MANY);
  });
});
