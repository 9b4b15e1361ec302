import { visible } from '../drawing/sanitize.ts';
import { saysUtf8 } from '../drawing/screen.ts';
import type { Terminal } from './terminal.ts';

/** Says on stderr what is no error and should be known; one JSON object a line where errors are JSON. */
export function tellNotes(
  notes: readonly string[],
  json: boolean,
  { stderr, env }: Pick<Terminal, 'stderr' | 'env'>,
): void {
  for (const text of notes) {
    const note = visible(text, { unicode: saysUtf8(env) });
    stderr.write(json ? `${JSON.stringify({ note })}\n` : `note: ${note}\n`);
  }
}

/** The same for what is found out later, one by one. */
export function noteTo(json: boolean, terminal: Pick<Terminal, 'stderr' | 'env'>): (text: string) => void {
  return (text) => tellNotes([text], json, terminal);
}
