/** Repairs inside the test's own process, so that they can be stopped and interfered with between their steps. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOut } from '../../../src/commands/repair/carry-out.ts';
import { proposeRepairs, type RepairOptions } from '../../../src/commands/repair/repair.ts';
import type { RepairResult } from '../../../src/commands/repair/result.ts';
import { proposeUndos } from '../../../src/commands/repair/undo.ts';
import { openJournal } from '../../../src/repair/journal/journal.ts';
import type { Choices } from '../../../src/repair/plan/case.ts';
import type { RepairContext } from '../../../src/repairing/session.ts';
import { DEFAULT_PREFIXES, refOfName } from '../../../src/stages/keys.ts';
import type { NameQuery } from '../../../src/store/names/name-query.ts';
import type { WritableSource } from '../../../src/store/source.ts';

export interface Journaled {
  readonly folder: string;
  remove(): void;
}

export function journalFolder(): Journaled {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-journal-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A context as a new process would have it: the journal is read anew. */
export async function repairContext(
  source: WritableSource,
  folder: string,
  more: Partial<Pick<RepairContext, 'onStep' | 'inFlightMs'>> = {},
): Promise<RepairContext> {
  const who = { user: 'tester', host: 'here', toolVersion: '0' };
  const journal = await openJournal({ folder, who, inFlightMs: 300, bootTime: () => undefined });
  return { source, prefixes: DEFAULT_PREFIXES, judging: {}, journal, inFlightMs: 300, ...more };
}

/** IDs, or full names: IDs alone can be of several types. */
export function named(...names: readonly string[]): NameQuery[] {
  return names.map((typed) => {
    const ref = refOfName(typed);
    if (ref === undefined) return { typed, readings: [{ kind: 'id', id: typed, exact: true }] };
    return { typed, readings: [{ kind: 'of', type: ref.schemaPath, id: ref.id, path: true }] };
  });
}

/** Looks, plans and writes; nobody is asked. */
export async function repairNow(
  context: RepairContext,
  ids: readonly string[],
  choices: Choices = {},
  between: () => Promise<void> = async () => undefined,
): Promise<RepairResult> {
  const options: RepairOptions = { choices, settleMs: 0 };
  const proposals = await proposeRepairs(context, named(...ids), options);
  await between();
  return carryOut(context, proposals, { interrupt: new AbortController().signal });
}

export async function undoNow(context: RepairContext, name: string): Promise<RepairResult> {
  return carryOut(context, await proposeUndos(context, name), { interrupt: new AbortController().signal });
}
