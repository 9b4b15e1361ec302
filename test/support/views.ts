/** Everything that is printed of one resource, by every command that shows stored values. */
import { judgeSnapshot } from '../../src/commands/judging.ts';
import { verifiedOf } from '../../src/commands/suspects.ts';
import type { Choices } from '../../src/repair/case.ts';
import type { JournalEntry } from '../../src/repair/journal/entry.ts';
import type { Plan, Proposal } from '../../src/repair/plan.ts';
import { propose } from '../../src/repair/propose.ts';
import { proposeUndo } from '../../src/repair/undo.ts';
import { baselineText } from '../../src/report/baseline-lines.ts';
import { renderJournal } from '../../src/report/journal.ts';
import { journalJson } from '../../src/report/journal-json.ts';
import { maskItem, maskJournal, maskProposals, maskRepair, maskShow } from '../../src/report/masked.ts';
import { nagiosText } from '../../src/report/nagios.ts';
import { renderProposals } from '../../src/report/plan.ts';
import { renderEnd, renderItem } from '../../src/report/repair.ts';
import { repairJson, repairLastLine, repairLine } from '../../src/report/repair-json.ts';
import type { Screen } from '../../src/report/screen.ts';
import { renderShow } from '../../src/report/show.ts';
import { showJson, showLines } from '../../src/report/show-json.ts';
import { renderVerify } from '../../src/report/verify.ts';
import { newGrouping } from '../../src/report/verify-groups.ts';
import { verifyJson } from '../../src/report/verify-json.ts';
import { resourceLine } from '../../src/report/verify-ndjson.ts';
import { newShelves } from '../../src/report/verify-shelves.ts';
import type { SecretKeys } from '../../src/secrets/secret-keys.ts';
import { DEFAULT_PREFIXES } from '../../src/stages/keys.ts';
import { readResource } from '../../src/stages/resource.ts';
import type { Snapshot } from '../../src/stages/snapshot.ts';
import { emptyLine } from '../../src/suggestion.ts';
import * as sample from '../report/samples.ts';

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
  const shelves = newShelves(0);
  shelves.take(verified);
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
  return {
    drawn: (screen) => [
      renderShow(shown, screen, { full: false }),
      renderShow(shown, screen, { full: true }),
      renderVerify(checked, screen),
      renderVerify(checked, screen, { shelves: shelves.shelves() }),
      renderProposals(proposals, screen, true),
      ...items.map((item) => renderItem(maskItem(item, isSecret), screen)),
      renderEnd(repaired, screen),
      renderJournal(journal, screen),
    ],
    json: [
      showJson(shown, { asList: false, typed }),
      ...[showLines(shown, typed), verifyJson(checked, typed), resourceLine(verified, typed)],
      ...[repairJson(repaired, typed), repairLastLine(repaired), journalJson(journal)],
      ...items.map((item) => repairLine(maskItem(item, isSecret), {}, typed)),
      nagiosText(checked, { code: 2, thresholds: {}, seconds: 1 }, grouping.groups()),
      baselineText(checked, { failOn: 'info', now: 0 }),
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
