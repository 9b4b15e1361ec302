/** Everything that is printed of one resource, by every command that shows stored values. */

import { maskJournal } from '../../../src/commands/journal/mask.ts';
import { journalJson } from '../../../src/commands/journal/views/json.ts';
import { renderJournal } from '../../../src/commands/journal/views/screen.ts';
import { maskedRow, withVerdict } from '../../../src/commands/list/mask.ts';
import { listJson } from '../../../src/commands/list/views/json.ts';
import { renderList } from '../../../src/commands/list/views/table.ts';
import { maskItem, maskProposals, maskRepair } from '../../../src/commands/repair/mask.ts';
import { repairJson, repairLastLine, repairLine } from '../../../src/commands/repair/views/json.ts';
import { renderProposals } from '../../../src/commands/repair/views/plan.ts';
import { renderEnd, renderItem } from '../../../src/commands/repair/views/report.ts';
import { maskShow } from '../../../src/commands/show/mask.ts';
import { showJson, showLines } from '../../../src/commands/show/views/json.ts';
import { renderShow } from '../../../src/commands/show/views/screen.ts';
import { baselineText } from '../../../src/commands/verify/formats/baseline-lines.ts';
import { newGrouping } from '../../../src/commands/verify/formats/groups.ts';
import { verifyJson } from '../../../src/commands/verify/formats/json.ts';
import { nagiosText } from '../../../src/commands/verify/formats/nagios.ts';
import { resourceLine } from '../../../src/commands/verify/formats/ndjson.ts';
import { newSections } from '../../../src/commands/verify/formats/sections.ts';
import { renderVerify } from '../../../src/commands/verify/formats/table.ts';
import { verifiedOf } from '../../../src/commands/verify/verify-run.ts';
import type { Screen } from '../../../src/drawing/screen.ts';
import { judgeSnapshot } from '../../../src/judging/judging.ts';
import type { JournalEntry } from '../../../src/repair/journal/entry.ts';
import type { Choices } from '../../../src/repair/plan/case.ts';
import type { Plan, Proposal } from '../../../src/repair/plan/plan.ts';
import { propose } from '../../../src/repair/plan/propose.ts';
import { proposeUndo } from '../../../src/repair/plan/undo.ts';
import type { SecretKeys } from '../../../src/secrets/secret-keys.ts';
import { DEFAULT_PREFIXES } from '../../../src/stages/keys.ts';
import { readResource } from '../../../src/stages/resource.ts';
import type { Snapshot } from '../../../src/stages/snapshot.ts';
import { emptyLine } from '../../../src/suggestion.ts';
import * as sample from '../data/samples.ts';

/** What is told must not depend on what is listed by default. */
const severities = { 'non-canonical': 'info', 'unknown-field': 'warning' } as const;

export interface Views {
  /** Texts drawn for this screen. */
  readonly drawn: (screen: Screen) => string[];
  /** For programs. */
  readonly json: string[];
}

/** Judges the resource, and plans its repair, and how that would be taken back; all is shown. */
export function viewsOf(
  snapshot: Snapshot,
  isSecret: SecretKeys,
  choices: Choices = { stateVersion: 2n, dropUnknown: true },
  typed = emptyLine(),
): Views {
  const judged = judgeSnapshot(snapshot, { severities, isSecret });
  const { source, failures } = { source: sample.SOURCE, failures: [] };
  const shown = maskShow({ source, resources: [judged], failures }, isSecret);
  const verified = verifiedOf(judged);
  const summary = sample.summaryFor([verified]);
  const checked = { source, summary, resources: [verified], failures, notes: [] };
  const sections = newSections(0);
  sections.take(verified);
  const grouping = newGrouping();
  grouping.take(verified);
  const proposal = propose({
    resource: readResource(snapshot),
    judgement: judged,
    prefixes: DEFAULT_PREFIXES,
    choices,
  });
  const undo = proposal.kind === 'plan' ? [undoOf(proposal.plan, snapshot)] : [];
  const proposals = maskProposals(
    { source, scope: { kind: 'names' }, proposals: [proposal, ...undo], failures },
    isSecret,
  );
  const items = [{ proposal, outcome: proposal.kind === 'plan' ? ('planned' as const) : proposal.kind }];
  const repaired = maskRepair({ source, scope: { kind: 'names' }, items, failures }, isSecret);
  const journal = maskJournal(
    { entries: proposal.kind === 'plan' ? [entryOf(proposal.plan)] : [], whole: true },
    isSecret,
  );
  // The empty text stands in all that may be found.
  const filter = { match: '' };
  const row = maskedRow(snapshot, isSecret, filter);
  const rows = row === undefined ? [] : [withVerdict(row, judged.verdict)];
  const listed = { ...{ source, failures, filter, rows }, resources: 1, listed: rows.length, notes: [] };
  return {
    drawn: (screen) => [
      renderShow(shown, screen, { full: false }),
      renderShow(shown, screen, { full: true }),
      renderVerify(checked, screen),
      renderVerify(checked, screen, { sections: sections.sections() }),
      renderProposals(proposals, screen, { bytes: true, inTable: false }),
      ...items.map((item) => renderItem(maskItem(item, isSecret), screen)),
      renderEnd(repaired, screen),
      renderJournal(journal, screen),
      renderList(listed, screen),
    ],
    json: [
      showJson(shown, { asList: false, typed }),
      ...[showLines(shown, { typed }), verifyJson(checked, typed), resourceLine(verified, typed)],
      ...[repairJson(repaired, typed), repairLastLine(repaired), journalJson(journal)],
      ...items.map((item) => repairLine(maskItem(item, isSecret), {}, typed)),
      nagiosText(checked, { code: 2, thresholds: {}, seconds: 1 }, grouping.groups()),
      baselineText(checked, { failOn: 'info', now: 0 }),
      listJson(listed),
    ],
  };
}

const WRITTEN_AT = 90_000;

/** The plan is carried out, and is to be taken back. */
function undoOf(plan: Plan, { stages, ...snapshot }: Snapshot): Proposal {
  const written = new Map(Object.entries(stages));
  for (const { stage, key, after, leaseId } of plan.actions) {
    const at = { modRevision: WRITTEN_AT, createRevision: WRITTEN_AT, version: 1 };
    if (after === undefined) written.delete(stage);
    else written.set(stage, { key, value: after, leaseId, ...at });
  }
  const resource = readResource({ ...snapshot, stages: Object.fromEntries(written), revision: WRITTEN_AT });
  const entry = { ...entryOf(plan), writtenAt: WRITTEN_AT };
  const before = { ...snapshot, stages };
  return proposeUndo({ entry, resource, prefixes: DEFAULT_PREFIXES, leases: new Set(), before });
}

function entryOf(plan: Plan): JournalEntry {
  return {
    ...plan,
    ...{ record: 'begin', run: 'run-1', time: '2026-01-01T00:00:00.000Z', inFlightMs: 1, outcome: 'written' },
    who: { user: 'u', host: 'h', toolVersion: '0' },
    where: sample.SOURCE,
    images: plan.actions,
  };
}
