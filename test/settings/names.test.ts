import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../src/errors.ts';
import { expandNames } from '../../src/settings/name-lines.ts';
import { parseName, parseNames } from '../../src/settings/names.ts';
import { DEFAULT_PREFIXES, type Prefixes } from '../../src/stages/keys.ts';

const ID = 'ddc14be4-3480-4e97-a978-817b18f9904c';
const rules = { prefixes: DEFAULT_PREFIXES, allowTypes: false };
const withTypes = { prefixes: DEFAULT_PREFIXES, allowTypes: true };
const readings = (name: string, by = rules) => parseName(name, by).readings;

test('an ID or a prefix of it', () => {
  assert.deepEqual(readings(ID), [{ kind: 'id', id: ID, exact: false }]);
  assert.deepEqual(readings(' ddc1\r'), [{ kind: 'id', id: 'ddc1', exact: false }]);
});

test('quotes and blanks around a name are dropped, in pairs', () => {
  for (const name of ['"ddc1"', "' ddc1 '", '`ddc1`', ' "\'ddc1\'"\u00a0', '“ddc1”'])
    assert.deepEqual(readings(name), [{ kind: 'id', id: 'ddc1', exact: false }]);
  assert.deepEqual(readings('"ddc1'), [{ kind: 'id', id: '"ddc1', exact: false }]);
  for (const name of ['""', '" \'\' "', '"ddc"']) assert.throws(() => parseName(name, rules), UsageError);
});

test('type and ID with a slash are a path', () => {
  assert.deepEqual(readings('ports/ddc1'), [{ kind: 'of', type: 'ports', id: 'ddc1', path: true }]);
  assert.deepEqual(readings(`v2.0/ports/${ID}`), [{ kind: 'of', type: 'v2.0/ports', id: ID, path: true }]);
  assert.deepEqual(readings('v2.0/quotas/abc'), [{ kind: 'of', type: 'v2.0/quotas', id: 'abc', path: true }]);
});

test('a colon or underscore may divide type and ID at each place, or belong to the ID', () => {
  assert.deepEqual(readings('port:ddc1'), [
    { kind: 'id', id: 'port:ddc1', exact: false },
    { kind: 'of', type: 'port', id: 'ddc1', path: false },
  ]);
  assert.deepEqual(readings('reserve_address_default'), [
    { kind: 'id', id: 'reserve_address_default', exact: false },
    { kind: 'of', type: 'reserve', id: 'address_default', path: false },
    { kind: 'of', type: 'reserve_address', id: 'default', path: false },
  ]);
  assert.deepEqual(readings('_port_'), [
    { kind: 'id', id: '_port_', exact: false },
    // Neither the first nor the last sign has something on both sides.
  ]);
});

test('full keys of every stage and of config', () => {
  for (const area of ['heat_stacks', 'job_state', 'state', 'config'] as const) {
    const key = `${DEFAULT_PREFIXES[area]}v2.0/ports/${ID}`;
    assert.deepEqual(readings(key), [{ kind: 'of', type: 'v2.0/ports', id: ID, path: true }]);
  }
});

test('the longest of the prefixes that fit is taken', () => {
  const prefixes: Prefixes = { ...DEFAULT_PREFIXES, state: '/foo/', config: '/foo/config/' };
  const found = parseName('/foo/config/v2.0/ports/ddc1', { prefixes, allowTypes: false }).readings;
  assert.deepEqual(found, [{ kind: 'of', type: 'v2.0/ports', id: 'ddc1', path: true }]);
  assert.throws(() => parseName('/state/v2.0/ports/ddc1', { prefixes, allowTypes: false }), UsageError);
});

test("a job's key names the ID alone, in full", () => {
  const key = `/jobs/working/create:heat_worker:port:${ID}:1:abc`;
  const named = { kind: 'id', id: ID, exact: true, jobType: 'port' };
  assert.deepEqual(readings(key), [named]);
  for (const job of [`create:heat_worker:port:${ID}:1:abc`, `all/create:heat_worker:port:${ID}:1:abc`])
    assert.deepEqual(readings(job).at(-1), named);
});

test('all of a type, where it is accepted', () => {
  assert.deepEqual(readings('ports/', withTypes), [{ kind: 'all', type: 'ports' }]);
  assert.deepEqual(readings('v2.0/ports/', withTypes), [{ kind: 'all', type: 'v2.0/ports' }]);
  assert.deepEqual(readings('/state/v2.0/ports/', withTypes), [{ kind: 'all', type: 'v2.0/ports' }]);
  assert.throws(() => parseName('ports/', rules), UsageError);
});

for (const name of [
  '',
  '  ',
  '\t',
  'ddc',
  'a',
  ':',
  '/',
  '//',
  '/state/',
  '/state/ports',
  '/state//x',
  '/nowhere/a/b',
  '/esi-worker/config/v2.0/ports/x',
  '/jobs/all/',
  '/jobs/all/create:heat_worker',
  '/jobs/odd/a:b:c:d:1:r',
  '/jobs/all/a:b:c::1:r',
]) {
  test(`${JSON.stringify(name)} is wrong usage`, () => {
    assert.throws(() => parseName(name, withTypes), UsageError);
  });
}

test('one wrong name refuses all', () => {
  assert.equal(parseNames(['ddc1', 'ddc2'], rules).length, 2);
  assert.throws(() => parseNames(['ddc1', 'x'], rules), /"x" is too short/);
});

test('whatever is typed, parsing gives readings or a usage error', () => {
  const parts = fc.array(
    fc.constantFrom('/', ':', '_', 'v2.0', 'port', 'ddc1', '/state/', '/jobs/all/', 'é', ' '),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        parts.map((list) => list.join('')),
      ),
      fc.boolean(),
      (name, allowTypes) => {
        try {
          return parseName(name, { ...rules, allowTypes }).readings.length > 0;
        } catch (error) {
          return error instanceof UsageError;
        }
      },
    ),
  );
});

async function* chunks(...parts: (string | Uint8Array)[]) {
  yield* parts;
}

test('- reads names by line', async () => {
  const input = chunks('  ddc1\r\n\n# a comment\nde', 'f2\n', Buffer.from('v2.0/ports/x'));
  assert.deepEqual(await expandNames(['one', '-', 'two'], () => input), [
    'one',
    'ddc1',
    'def2',
    'v2.0/ports/x',
    'two',
  ]);
});

test('a character may be cut by the end of a chunk', async () => {
  const bytes = Buffer.from('quotas/é');
  const input = chunks(bytes.subarray(0, -1), bytes.subarray(-1));
  assert.deepEqual(await expandNames(['-'], () => input), ['quotas/é']);
});

test('without - the input is not even asked for', async () => {
  assert.deepEqual(await expandNames(['one'], () => assert.fail('asked for')), ['one']);
});

test('- twice, and input without a name, are wrong usage', async () => {
  await assert.rejects(
    expandNames(['-', '-'], () => chunks('a')),
    UsageError,
  );
  await assert.rejects(
    expandNames(['-'], () => chunks('\n# nothing\n')),
    UsageError,
  );
});
