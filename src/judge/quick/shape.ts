/**
 * Resources of a type are written alike: but for the ID, the outputs' values, the tenant and the version, one's
 * heat_stacks and state are another's, byte for byte. A shape is a pair of documents that was read byte by byte and found
 * to agree, with the places of those parts. What has its bytes everywhere else, and in these places what that reading
 * takes there, is what that reading would have taken: it would have come the same way.
 */
import type { ResourceView, Slice } from '../../stages/packed.ts';
import { closingQuote, ELSEWHERE, PLAIN } from './bytes.ts';
import { type Pair, passValue } from './pair.ts';
import type { Report } from './report.ts';
import { copied, type KnownText, liesAt } from './same.ts';

/** A document cut where its parts that differ lie: where each piece begins and ends. */
interface Cut extends KnownText {
  readonly pieces: Int32Array;
}

export interface Shape {
  /** With the slash behind it. */
  readonly schemaPath: KnownText;
  /** Around the ID, each value, the ID again, and the tenant. */
  readonly heat: Cut;
  /** Around each value, up to the version. */
  readonly state: Cut;
}

/** @param version the place in state of its version */
export function shapeOf(
  { name, slash, heat, state }: ResourceView,
  { id, stackId, tenant, endOfTenant, values }: Report,
  version: number,
): Shape {
  const { length } = name.bytes.subarray(slash + 1, name.to);
  const heatCuts = [0, id, id + length];
  const stateCuts = [0];
  for (let i = 0; i < values.length; i += 4) {
    heatCuts.push(...values.slice(i, i + 2));
    stateCuts.push(...values.slice(i + 2, i + 4));
  }
  heatCuts.push(stackId, stackId + length, tenant, endOfTenant, heat.to - heat.from);
  stateCuts.push(version - state.from);
  return {
    schemaPath: copied(name.bytes.subarray(name.from, slash + 1)),
    heat: cut(heat, heatCuts),
    state: cut(state, stateCuts),
  };
}

function cut({ bytes, from, to }: Slice, pieces: readonly number[]): Cut {
  return { ...copied(bytes.subarray(from, to)), pieces: Int32Array.from(pieces) };
}

/**
 * Whether both documents have the shape, and say the same in its places.
 * @param version the place in state of its version, where nothing but that follows
 * @param pair is used for it
 */
export function hasShape(shape: Shape, view: ResourceView, version: number, pair: Pair): boolean {
  const { heat, state } = view;
  if (!isOfPath(view, shape.schemaPath)) return false;
  pair.plain = heat.bytes;
  pair.at = behindId(view, behindPiece(shape.heat, 0, heat.view, heat.from, heat.to));
  pair.quoted = state.bytes;
  pair.atQuoted = state.from;
  if (!passOutputs(shape, view, version, pair) || pair.atQuoted !== version) return false;
  const { pieces } = shape.heat;
  const tenant = behindPiece(shape.heat, pieces.length / 2 - 2, heat.view, behindId(view, pair.at), heat.to);
  const end = closingQuote(heat.bytes, tenant);
  return behindPiece(shape.heat, pieces.length / 2 - 1, heat.view, end, heat.to) === heat.to;
}

function isOfPath({ name, slash }: ResourceView, { bytes, view }: KnownText): boolean {
  const end = slash + 1;
  return end - name.from === bytes.length && liesAt(name.view, name.from, end, view, 0, bytes.length);
}

/** Up to the place of the second ID in heat_stacks, and of the version in state. */
function passOutputs(shape: Shape, { heat, state }: ResourceView, version: number, pair: Pair): boolean {
  const values = shape.state.pieces.length / 2 - 1;
  for (let n = 0; ; n++) {
    pair.at = behindPiece(shape.heat, n + 1, heat.view, pair.at, heat.to);
    pair.atQuoted = behindPiece(shape.state, n, state.view, pair.atQuoted, version);
    if (pair.at < 0 || pair.atQuoted < 0) return false;
    if (n === values) return true;
    if (!passValue(pair)) return false;
  }
}

/** The place behind the n-th piece, where it lies here. */
function behindPiece(
  { view: text, pieces }: Cut,
  n: number,
  view: DataView,
  at: number,
  limit: number,
): number {
  const from = pieces[2 * n] as number;
  const to = pieces[2 * n + 1] as number;
  return at >= 0 && liesAt(view, at, limit, text, from, to) ? at + to - from : ELSEWHERE;
}

/** The place behind the ID of the key, where it lies here as JSON and key have it alike. */
function behindId({ name, slash, heat }: ResourceView, from: number): number {
  if (from < 0) return ELSEWHERE;
  let at = from;
  for (let i = slash + 1; i < name.to; i++, at++) {
    const byte = name.bytes[i] as number;
    if (PLAIN[byte] !== 1 || heat.bytes[at] !== byte) return ELSEWHERE;
  }
  return at;
}
