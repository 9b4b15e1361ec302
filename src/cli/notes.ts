import type { Terminal } from './terminal.ts';

/** Says on stderr what is no error and should be known; one JSON object a line where errors are JSON. */
export function tellNotes(
  notes: readonly string[],
  json: boolean,
  { stderr }: Pick<Terminal, 'stderr'>,
): void {
  for (const note of notes) stderr.write(json ? `${JSON.stringify({ note })}\n` : `note: ${note}\n`);
}
