import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskJournal } from '../../../src/commands/journal/mask.ts';
import { renderJournal } from '../../../src/commands/journal/views/screen.ts';
import type { JournalEntry } from '../../../src/repair/journal/entry.ts';
import { NOTHING_SECRET } from '../../../src/secrets/secret-keys.ts';
import { emptyLine } from '../../../src/suggestion.ts';
import { commandsOn, fitsWidth, splitBy } from '../../support/run/pasted.ts';

const UNKNOWN: JournalEntry = {
  ...{ id: '7f3a000000', run: 'r', time: '2026-01-01T00:00:00.000Z', kind: 'repair', outcome: 'unknown' },
  who: { user: 'me', host: 'here', toolVersion: '0' },
  where: { clusterId: 'c', endpoints: ['http://e:1'] },
  ref: { schemaPath: 'v2.0/ports', id: 'ddc14be4-3480-4e97-a978-817b18f9904c' },
  ...{ rules: ['outputs-differ'], source: 'heat_stacks@1', why: 'so', revision: 2, images: [] },
  guards: { heat_stacks: 1, job_state: 0, state: 2, config: 0 },
  digests: { heat_stacks: null, job_state: null, state: null, config: null },
} as unknown as JournalEntry;

test("the operator's own word for what etcd does not tell is a whole command, with the journal that it is about", () => {
  const typed = {
    ...emptyLine(),
    ...{ verb: 'journal', own: [['--journal-dir', "/a b/'$(c)'"] as const] },
    common: [['--context', 'prod'] as const],
  };
  const result = maskJournal({ entries: [UNKNOWN], whole: false, resolved: true }, NOTHING_SECRET);
  for (const width of [60, 200]) {
    const screen = renderJournal(result, { width, colour: false, unicode: true, typed });
    fitsWidth(screen, width);
    const around = ['--journal-dir', "/a b/'$(c)'", '--context', 'prod'];
    assert.deepEqual(splitBy('sh', commandsOn(screen)), [
      ['esi-state', 'show', 'ports/ddc14be4', '--context', 'prod'],
      ['esi-state', 'journal', '7f3a000000', '--resolve', '--as', 'written', ...around],
      ['esi-state', 'journal', '7f3a000000', '--resolve', '--as', 'not_written', ...around],
    ]);
    assert.doesNotMatch(screen.replace(/^.*esi-state .*$/gm, ''), /--/);
  }
});
