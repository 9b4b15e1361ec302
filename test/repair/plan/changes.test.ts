import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesBetween } from '../../../src/repair/plan/changes.ts';
import { HEAT_STACKS, STATE } from '../../support/data/port.ts';

const between = (before: string, after: string) => changesBetween(Buffer.from(before), Buffer.from(after));

test('each output that changes is told by itself', () => {
  const twice = (text: string) => text.replace('7f', '7e').replace('allowed_address_pair\\":', 'pair\\":');
  const [pairs, mac, ...others] = between(twice(STATE), STATE);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [pairs?.output, pairs?.path],
    ['allowed_address_pairs', '/state/heat_outputs/3/output_value'],
  );
  assert.deepEqual(mac, {
    path: '/state/heat_outputs/4/output_value/0',
    output: 'mac_address',
    before: '"fa:16:3e:f7:60:7e"',
    after: '"fa:16:3e:f7:60:7f"',
  });
  assert.deepEqual(
    between(HEAT_STACKS.replace('7f', '7e').replace('Virtual network.', 'x'), HEAT_STACKS).map(
      ({ path }) => path,
    ),
    ['/output/0/description', '/output/4/output_value/0'],
  );
});

test('other lists of outputs change as a whole', () => {
  const reordered = STATE.replace('fq_name', 'X').replace(
    /output_key\\": \\"id/,
    'output_key\\": \\"fq_name',
  );
  const [change, ...others] = between(reordered, STATE);
  assert.deepEqual(others, []);
  assert.equal(change?.path, '/state/heat_outputs');
});
