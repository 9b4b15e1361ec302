/** What a repair, or an undo, tells while it goes on: the plans, what came of each, how far it is, and the end. */

import { StoreError, UnknownOutcomeError } from '../../errors.ts';
import type { WritingFlags } from '../../repairing/session.ts';
import type { SecretKeys } from '../../secrets/secret-keys.ts';
import { isJson } from '../../settings/format.ts';
import { resourceName } from '../../stages/keys.ts';
import { tellError } from '../../terminal/outcome.ts';
import { readyScreen, type Terminal } from '../../terminal/terminal.ts';
import { maskItem, maskProposals, maskRepair } from './mask.ts';
import type { RepairItem, RepairProposals, RepairResult } from './result.ts';
import type { Around } from './views/next.ts';

export interface Teller {
  /** The plans must be on the screen before the question. */
  readonly plans: (proposals: RepairProposals) => Promise<void>;
  /** What came of one, as soon as it is known; a JSON document is one, and comes at the end. */
  readonly item: (item: RepairItem, needs?: string) => Promise<void>;
  /** How far it is, in place. */
  readonly progress: (done: number, of: number) => Promise<void>;
  readonly end: (result: RepairResult) => Promise<string>;
}

/** Plans of more resources than this are told in a table, and of those what went well is only counted. */
const FEW = 5;

export function tellerTo(
  terminal: Terminal,
  flags: WritingFlags & { readonly full?: boolean },
  isSecret: SecretKeys,
  { proposals, savedIn }: Pick<RepairProposals, 'proposals'> & Pick<Around, 'savedIn'>,
): Teller {
  const inTable = proposals.length > FEW && flags.full !== true;
  const { isTTY = false } = terminal.stdout;
  const line = statusLine(terminal, flags);
  return {
    plans: async (some) => {
      if (isJson(flags)) return;
      const { renderProposals } = await import('./views/plan.ts');
      const { sourceLine } = await import('../../drawing/judgement-json.ts');
      const masked = maskProposals(some, isSecret);
      const screen = await readyScreen(terminal, masked);
      const plans = renderProposals(masked, screen, { bytes: flags.bytes ?? false, inTable });
      await terminal.print(`${sourceLine(some.source, screen)}\n${plans}`);
    },
    item: async (item, needs) => {
      const masked = maskItem(item, isSecret);
      if (flags.format === 'json') return;
      if (flags.format === 'ndjson') {
        const { repairLine } = await import('./views/json.ts');
        const around = { ...(savedIn && { savedIn }), ...(needs && { needs }) };
        return terminal.print(repairLine(masked, around, terminal.typed));
      }
      if (isToldBefore(item) || (inTable && isOnlyCounted(item, isTTY))) return;
      const { renderItem } = await import('./views/report.ts');
      await line.clear();
      return terminal.print(renderItem(masked, await readyScreen(terminal, masked)));
    },
    progress: (done, of) => line.show(done, of),
    end: async (result) => {
      await line.clear();
      const masked = maskRepair(result, isSecret);
      if (isJson(flags)) {
        const { repairJson, repairLastLine } = await import('./views/json.ts');
        return flags.format === 'json' ? repairJson(masked, terminal.typed) : repairLastLine(masked);
      }
      const { renderEnd } = await import('./views/report.ts');
      return renderEnd(masked, await readyScreen(terminal, masked));
    },
  };
}

/** The plans have said so already. */
function isToldBefore({ outcome }: RepairItem): boolean {
  return outcome === 'refused' || outcome === 'skipped' || outcome === 'nothing';
}

/** What the table of plans has told, and, where the status line counts it, what was written. */
function isOnlyCounted({ outcome }: RepairItem, isTTY: boolean): boolean {
  return outcome === 'planned' || outcome === 'declined' || (isTTY && outcome === 'written');
}

/**
 * A line that renews itself, on a terminal only; for one resource it would only repeat what is told. It is printed as results
 * are: where nobody reads any more, nothing more is begun.
 */
function statusLine({ stdout, print }: Terminal, flags: WritingFlags) {
  const began = performance.now();
  const isFor = (of: number) => stdout.isTTY && of > 1 && !isJson(flags);
  let shown = false;
  return {
    show: async (done: number, of: number) => {
      if (!isFor(of)) return;
      const left = Math.ceil((((performance.now() - began) / done) * (of - done)) / 1000);
      shown = true;
      await print(`\r\u001b[K${done} of ${of} written or tried, about ${left} s left`);
    },
    clear: async () => {
      if (shown) await print('\r\u001b[K');
      shown = false;
    },
  };
}

/** What the store kept from being done, or being known, is an error as in every other command. */
export function tellErrors({ items }: RepairResult, json: boolean, terminal: Terminal): void {
  for (const { proposal, outcome, detail = '', hint, next } of items) {
    if (outcome !== 'failed' && outcome !== 'unknown') continue;
    const Kind = outcome === 'failed' ? StoreError : UnknownOutcomeError;
    tellError(new Kind(`${resourceName(proposal.ref)}: ${detail}`, { hint, next }), terminal, { json });
  }
}
