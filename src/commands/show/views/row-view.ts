/** Which cells of a row are equal, which differ, and which of them are to be marked. */

import { type Canvas, distinct, safe } from '../../../drawing/frame.ts';
import { tellApart } from '../../../drawing/tell-apart.ts';
import type { Finding } from '../../../judge/finding.ts';
import type { Judged } from '../../../judging/results.ts';
import { sameJson } from '../../../stages/json.ts';
import { compactJson } from '../../../stages/json-write.ts';
import { STAGES, type Stage } from '../../../stages/keys.ts';
import { plain, type Row, type Slot, UNREADABLE } from './stage-rows.ts';

export interface CellView {
  /** Safe to print, and told apart from what the others of its row say. */
  readonly text: string;
  /** The same as it is stored. */
  readonly raw: string;
  /** `same`: equal to the first value of the row, shown as `=`. */
  readonly tone: 'empty' | 'same' | 'plain' | 'differs';
}

export interface RowView {
  readonly row: Row;
  readonly label: string;
  readonly cells: readonly CellView[];
  readonly differs: boolean;
}

export function viewRows(canvas: Canvas, rows: readonly Row[], judged: Judged): RowView[] {
  const named = namedPlaces(judged.findings);
  return rows.map((row) => viewRow(canvas, row, judged, named));
}

function viewRow(canvas: Canvas, row: Row, judged: Judged, named: NamedPlaces): RowView {
  const odd = oddOnes(row.slots, judged.suspects);
  const cells = row.slots.map((slot, i) => {
    const marked = odd.has(i) || isNamed(row, i, named);
    return viewSlot(canvas, row, i, slot, marked);
  });
  const differs = cells.some(({ tone }) => tone === 'differs');
  return {
    row,
    label: differs ? distinct(canvas, row.label) : safe(canvas, row.label),
    cells: differs ? apart(canvas, cells) : cells,
    differs,
  };
}

function apart(canvas: Canvas, cells: readonly CellView[]): CellView[] {
  const values = cells.filter(isToCompare);
  const texts = tellApart(
    values.map(({ raw }) => raw),
    canvas.screen,
  );
  return cells.map((cell) => ({ ...cell, text: texts[values.indexOf(cell)] ?? cell.text }));
}

/** Our own signs, for what is equal, absent or unreadable, are no texts to compare. */
export function isToCompare({ tone, raw }: CellView): boolean {
  return tone !== 'empty' && tone !== 'same' && !['=', '-', UNREADABLE].includes(raw);
}

function viewSlot(canvas: Canvas, row: Row, i: number, slot: Slot, marked: boolean): CellView {
  if (slot.kind === 'none') return { text: '', raw: '', tone: 'empty' };
  if (slot.kind === 'absent' || slot.kind === 'lacking')
    return { text: '-', raw: '-', tone: marked ? 'differs' : 'empty' };
  if (slot.kind === 'note') {
    return {
      text: safe(canvas, slot.text),
      raw: slot.text,
      tone: marked || slot.differs === true ? 'differs' : 'plain',
    };
  }
  const first = row.slots.findIndex((one) => one.kind === 'value' && isCompared(one));
  if (first >= 0 && first < i && sameSlot(row.slots[first], slot))
    return { text: '=', raw: '=', tone: marked ? 'differs' : 'same' };
  const text = row.bare ? plain(slot.json) : compactJson(slot.json);
  return { text: safe(canvas, text), raw: text, tone: marked ? 'differs' : 'plain' };
}

function isCompared(slot: Slot): boolean {
  return slot.kind === 'lacking' || (slot.kind === 'value' && slot.silent !== true);
}

export function comparedCount(row: Row): number {
  return row.slots.filter(isCompared).length;
}

function sameSlot(left: Slot | undefined, right: Slot): boolean {
  if (left?.kind !== right.kind) return false;
  return left.kind !== 'value' || right.kind !== 'value' || sameJson(left.json, right.json);
}

/**
 * The places that differ from what most stages say. Where no value has the majority, the suspects are the odd ones, and
 * without suspects all are: which of them is right isn't known.
 */
function oddOnes(slots: readonly Slot[], suspects: readonly Stage[]): ReadonlySet<number> {
  const compared = slots.flatMap((slot, i) => (isCompared(slot) ? [i] : []));
  const groups = groupBySame(slots, compared);
  if (groups.length < 2) return new Set();
  const [largest = [], second = []] = [...groups].sort((a, b) => b.length - a.length);
  const trusted = groups.filter((group) => !group.some((i) => isSuspect(i, suspects)));
  const [right] = largest.length > second.length ? [largest] : trusted.length === 1 ? trusted : [[]];
  return new Set(compared.filter((i) => !right?.includes(i)));
}

function isSuspect(stageIndex: number, suspects: readonly Stage[]): boolean {
  return suspects.some((stage) => stage === STAGES[stageIndex]);
}

function groupBySame(slots: readonly Slot[], indices: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (const i of indices) {
    const slot = slots[i];
    const group = groups.find(([first = -1]) => slot !== undefined && sameSlot(slots[first], slot));
    if (group === undefined) groups.push([i]);
    else group.push(i);
  }
  return groups;
}

/** For each stage the places that error findings point at or into. */
type NamedPlaces = ReadonlyMap<Stage | undefined, ReadonlySet<string>>;

function namedPlaces(findings: readonly Finding[]): NamedPlaces {
  const named = new Map<Stage | undefined, Set<string>>();
  for (const { severity, stages, path } of findings) {
    if (severity !== 'error') continue;
    const places = named.get(stages.at(-1)) ?? new Set();
    named.set(stages.at(-1), places.add(path));
    for (let at = path.lastIndexOf('/'); at >= 0; at = path.lastIndexOf('/', at - 1)) {
      places.add(path.slice(0, at));
      if (at === 0) break;
    }
  }
  return named;
}

function isNamed(row: Row, stageIndex: number, named: NamedPlaces): boolean {
  const path = row.paths[stageIndex];
  return path !== undefined && (named.get(STAGES[stageIndex])?.has(path) ?? false);
}
