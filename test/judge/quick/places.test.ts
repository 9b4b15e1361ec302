import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from '../../../src/judge/judge.ts';
import { newQuickLook } from '../../../src/judge/quick/quick.ts';
import { OFFSETS, PackedSnapshot, viewOf } from '../../../src/stages/packed.ts';
import { readResource } from '../../../src/stages/resource.ts';
import type { Entry, Snapshot } from '../../../src/stages/snapshot.ts';
import { placed } from '../../support/data/placed.ts';
import { configAt, HEAT_STACKS, PORT, PORT_ID, STATE } from '../../support/data/port.ts';
import { Memory } from '../../support/run/memory.ts';

interface Documents {
  readonly heat: string;
  readonly state: string;
  readonly config: string;
}

const PLAIN: Documents = { heat: HEAT_STACKS, state: STATE, config: configAt(2) };

function snapshotOf(name: string, { heat, state, config }: Documents): Snapshot {
  const memory = new Memory();
  memory.write({ put: `/config/${name}`, value: config });
  memory.write({ put: `/esi-worker/heat_stacks/${name}`, value: heat });
  memory.write({ put: `/state/${name}`, value: state });
  const [snapshot] = memory.snapshots();
  assert.ok(snapshot !== undefined);
  return snapshot;
}

/** What a look that knows the port says, which must be what the rules say. */
function compare(snapshot: Snapshot, scanned = placed([snapshot])[0]): string | undefined {
  assert.ok(scanned !== undefined);
  const look = newQuickLook();
  assert.equal(look(snapshotOf(PORT, PLAIN)), 'settled');
  const quick = look(scanned);
  assert.equal(newQuickLook()(snapshot), quick);
  if (quick === undefined) return undefined;
  const { verdict, findings } = judge(readResource(snapshot));
  assert.deepEqual([verdict, findings], [quick, []]);
  return quick;
}

/** The port in a page that holds all of the documents, of which a part is said to be a value. */
function cut(stage: keyof Documents, from: number, to: number): PackedSnapshot {
  const bytes = Buffer.from([PORT, PLAIN.heat, PLAIN.state, PLAIN.config].join(''));
  let at = PORT.length;
  const areas = (['heat', 'none', 'state', 'config'] as const).map((area) => {
    const offsets = new Int32Array(OFFSETS);
    if (area === 'none') return { bytes, view: viewOf(bytes), offsets, length: 0, entry: unread };
    const { length } = PLAIN[area];
    const [begin, end] = area === stage ? [from, to] : [0, length];
    offsets.set([0, PORT.length, at + begin, at + end]);
    at += length;
    return { bytes, view: viewOf(bytes), offsets, length: 1, entry: unread };
  });
  const members = Int32Array.from([0, -1, 0, 0, PORT.lastIndexOf('/')]);
  const page = { areas, prefixBytes: [0, 0, 0, 0], members, revision: 9, configEmpty: false };
  return new PackedSnapshot(page, 0, []);
}

/** Only the offsets are looked at. */
function unread(): Entry {
  return { key: '', value: Buffer.alloc(0), modRevision: 1, createRevision: 1, version: 1, leaseId: '0' };
}

describe('the quick look at a page', () => {
  it('takes nothing before or behind a value for a part of it', () => {
    assert.equal(compare(snapshotOf(PORT, PLAIN), cut('heat', 0, HEAT_STACKS.length)), 'settled');
    for (const stage of ['heat', 'state', 'config'] as const) {
      const text = PLAIN[stage];
      for (let at = 0; at < text.length; at++) {
        compare(snapshotOf(PORT, { ...PLAIN, [stage]: text.slice(0, at) }), cut(stage, 0, at));
        compare(snapshotOf(PORT, { ...PLAIN, [stage]: text.slice(at) }), cut(stage, at, text.length));
      }
    }
  });

  const named = (id: string): Documents => ({
    ...PLAIN,
    heat: HEAT_STACKS.replaceAll(`:${PORT_ID}`, `:${id}`).replaceAll(`_${PORT_ID}`, `_${id}`),
  });
  const plainIds = ['x', 'default', 'a:b', 'port', `${PORT_ID}-and-more`, '~', 'a b', "a'b", '\u007f'];
  for (const id of plainIds)
    it(`knows the shape with another ID: ${id}`, () => {
      assert.equal(compare(snapshotOf(`v2.0/ports/${id}`, named(id))), 'settled');
    });

  const others = [
    'x',
    'ddc14be4-3480-4e97-a978-817b18f9904d',
    `${PORT_ID}x`,
    PORT_ID.slice(0, -1),
    `p${PORT_ID}`,
  ];
  for (const id of others)
    it(`leaves to the rules what names another resource: ${id}`, () => {
      assert.equal(compare(snapshotOf(`v2.0/ports/${id}`, PLAIN)), undefined);
      const [one, other] = [named(id).heat, HEAT_STACKS];
      const stackId = (text: string) => text.slice(text.indexOf('"stack_id"'));
      const mixed = one.slice(0, one.indexOf('"stack_id"')) + stackId(other);
      assert.equal(compare(snapshotOf(`v2.0/ports/${id}`, { ...PLAIN, heat: mixed })), undefined);
    });

  const odd = ['a"b', 'a\\b', 'a\\"b', 'é', 'a\nb', '", "x": "', '\ufffd', 'a\u0000'];
  for (const id of odd)
    it(`leaves to the rules an ID that JSON may write otherwise: ${JSON.stringify(id)}`, () => {
      assert.equal(compare(snapshotOf(`v2.0/ports/${id}`, named(id))), undefined);
      compare(snapshotOf(`v2.0/ports/${id}`, named(JSON.stringify(id).slice(1, -1))));
    });

  const paths = [
    'v2.0/networks',
    'v2.0/port',
    'v2.1/ports',
    'ports',
    'v2.0/port_s',
    'v2.0/ports/ports',
    'v2.0/portals',
  ];
  for (const path of paths)
    it(`asks of each schema path whether the type fits it: ${path}`, () => {
      compare(snapshotOf(`${path}/${PORT_ID}`, PLAIN));
    });

  it('takes no network for a port, however alike it is written', () => {
    assert.equal(compare(snapshotOf(`v2.0/networks/${PORT_ID}`, PLAIN)), undefined);
  });
});
