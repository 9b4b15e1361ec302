/** What `list --match` finds, and that the look at the bytes before it loses nothing of that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maskedRow } from '../../../src/commands/list/mask.ts';
import { newMayMatch } from '../../../src/commands/list/may-match.ts';
import { NOTHING_SECRET, USUAL_SECRETS } from '../../../src/secrets/secret-keys.ts';
import { type Json, NumberText } from '../../../src/stages/json.ts';
import { pythonUnsorted } from '../../../src/stages/json-write.ts';
import type { Snapshot } from '../../../src/stages/snapshot.ts';
import { placed } from '../../support/data/placed.ts';
import { configAt, HEAT_STACKS, PORT, PORT_ID, STATE } from '../../support/data/port.ts';
import { json, outputs } from '../../support/generators/arbitraries.ts';
import { Memory } from '../../support/run/memory.ts';

interface Documents {
  readonly heat?: string;
  readonly state?: string | Buffer;
  readonly config?: string;
}

function snapshotOf({ heat = HEAT_STACKS, state = STATE, config = configAt(2) }: Documents = {}): Snapshot {
  const memory = new Memory();
  memory.write({ put: `/config/${PORT}`, value: config });
  memory.write({ put: `/esi-worker/heat_stacks/${PORT}`, value: heat });
  memory.write({ put: `/state/${PORT}`, value: state.toString() });
  const [snapshot] = memory.snapshots();
  assert.ok(snapshot !== undefined);
  return snapshot;
}

const configOf = (body: object) =>
  JSON.stringify({ body: JSON.stringify(body), marked_for_deletion: false, version: 2 });

function found(snapshot: Snapshot, match: string, isSecret = USUAL_SECRETS): string[] | undefined {
  const row = maskedRow(snapshot, isSecret, { match });
  return row?.matched?.map(({ area, path, place }) => `${area} ${path} ${place}`);
}

test('an address is found in the outputs of each stage, whatever its case', () => {
  const expected = [
    'heat_stacks /output/4/output_value/0 mac_address',
    'state /state/heat_outputs/4/output_value/0 mac_address',
  ];
  for (const typed of ['fa:16:3e:f7:60:7f', 'FA:16:3E:F7:60:7F', '3E:f7'])
    assert.deepEqual(found(snapshotOf(), typed), expected);
  assert.equal(found(snapshotOf(), 'fa:16:3e:f7:60:70'), undefined);
});

test('IDs, keys of outputs, and the body of config are looked at, and nothing else', () => {
  assert.deepEqual(found(snapshotOf(), PORT_ID.slice(0, 12).toUpperCase()), ['id  ID']);
  assert.deepEqual(found(snapshotOf(), 'MAC_ADD'), [
    'heat_stacks /output/4/output_key mac_address',
    'state /state/heat_outputs/4/output_key mac_address',
  ]);
  const config = configOf({
    name: 'Port of the Łódź site',
    fixed_ips: [{ ip_address: '10.0.0.7', mtu: 1500 }],
  });
  const snapshot = snapshotOf({ config });
  assert.deepEqual(found(snapshot, 'łódź'), ['config /body/name config name']);
  assert.deepEqual(found(snapshot, '10.0.0.7'), ['config /body/fixed_ips/0/ip_address config fixed_ips']);
  assert.deepEqual(found(snapshot, '1500'), ['config /body/fixed_ips/0/mtu config fixed_ips']);
  for (const word of ['UPDATE_COMPLETE', 'marked_for_deletion', 'fe3a4a1a', 'interface mac address'])
    assert.equal(found(snapshot, word), undefined, word);
});

test('what is no document is looked through as text', () => {
  const cut = snapshotOf({ state: STATE.slice(0, -60), heat: '[]', config: '{' });
  assert.deepEqual(found(cut, 'fa:16:3e:f7:60:7f'), ['state  state, unreadable']);
});

test('what is secret is not there to be found, unless it is shown', () => {
  const config = configOf({ name: 'port', admin_password: 'hunter-two-hunter' });
  const state = STATE.replace('mac_address', 'user_token');
  const heat = HEAT_STACKS.replace('mac_address', 'user_token');
  for (const [documents, text] of [
    [{ config }, 'hunter-two'],
    [{ state, heat }, 'fa:16:3e'],
    [
      { config: configOf({ name: 'calls hunter-two-hunter', admin_password: 'hunter-two-hunter' }) },
      'two-hunter',
    ],
  ] as const) {
    assert.equal(found(snapshotOf(documents), text), undefined);
    assert.notEqual(found(snapshotOf(documents), text, NOTHING_SECRET), undefined);
  }
});

test('a row tells status, version, tenant and name as far as they are known', () => {
  const row = (documents: Documents, filter = {}) => maskedRow(snapshotOf(documents), USUAL_SECRETS, filter);
  const config = configOf({ name: 'port-1', tenant_id: 'fe3a4a1a-72c0-4479-bb6c-19c2c0ccba4c' });
  const { status, version, wanted, tenantId, name } = row({ config }) ?? {};
  assert.deepEqual(
    [status, version, wanted, tenantId, name],
    ['UPDATE_COMPLETE', 2n, 2n, 'fe3a4a1a-72c0-4479-bb6c-19c2c0ccba4c', 'port-1'],
  );
  assert.equal(row({ config: '{' })?.tenantId, 'fe3a4a1a72c04479bb6c19c2c0ccba4c', "Heat's");
  for (const tenant of ['fe3a4a1a72c04479BB6C19C2C0CCBA4C', 'fe3a4a1a-72c0', 'FE3A'])
    for (const documents of [{}, { config }]) assert.ok(row(documents, { tenant }), tenant);
  assert.equal(row({ config }, { tenant: 'e3a4' }), undefined);
  const secret = row({ config: configOf({ name: 'password=abcdefgh' }) });
  assert.ok(!secret?.name?.includes('abcdefgh'));
});

/** Texts that stand somewhere in a value, and parts of them. */
function textsIn(value: Json): string[] {
  if (value instanceof NumberText) return [value.text];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return value instanceof Map ? [...value].flatMap(([key, item]) => [key, ...textsIn(item)]) : [];
}

test('signs that JSON may escape are found too', () => {
  for (const [name, match] of [
    ['a/b', '/'],
    ['a\\b', '\\'],
    ['a"b', '"'],
    ['a\nb', '\n'],
    ['a\u001bb', '\u001b'],
    ['東京', '京'],
    ['Łódź', 'ÓDŹ'],
  ] as const) {
    const snapshot = snapshotOf({ config: configOf({ name }) });
    const [scanned] = placed([snapshot]);
    assert.notEqual(found(snapshot, match), undefined, name);
    assert.ok(scanned && newMayMatch(match.toLowerCase())(scanned), name);
  }
});

test('nothing that is found was ruled out by its bytes', () => {
  const body = fc
    .array(fc.tuple(fc.string(), json), { maxLength: 4 })
    .map((entries): Json => new Map(entries));
  fc.assert(
    fc.property(
      outputs,
      body,
      fc.nat(),
      fc.nat(9),
      fc.nat(9),
      fc.boolean(),
      (made, fields, at, from, length, raw) => {
        const list = made.map(
          ({ key, value }): Json =>
            new Map<string, Json>([
              ['output_value', value],
              ['output_key', key],
            ]),
        );
        const text = pythonUnsorted(list);
        const state = `{"error": "", "state": {"heat_outputs": ${raw ? JSON.stringify(text) : pythonUnsorted(text)}}, "version": 1}`;
        const config = `{"body": ${pythonUnsorted(pythonUnsorted(fields))}, "version": 1}`;
        const all = [...textsIn(list), ...textsIn(fields)];
        const whole = all[at % Math.max(1, all.length)] ?? '';
        const match = whole.slice(from, from + 1 + length);
        if (match.trim() === '') return;
        const snapshot = snapshotOf({ state, config });
        const [scanned] = placed([snapshot]);
        assert.ok(scanned !== undefined);
        if (found(snapshot, match, NOTHING_SECRET) === undefined) return;
        assert.ok(newMayMatch(match.toLowerCase())(scanned), JSON.stringify(match));
      },
    ),
  );
});
