/** A pseudo-terminal of 80 columns: types a line as it stands, answers its question, and keeps what is seen. */
import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export const COLUMNS = 80;

export interface Seen {
  readonly code: number | null;
  /** What stays on the screen: without what was drawn over. */
  readonly screen: string;
}

/** What a question asks for, in its own words. */
const QUESTION = /Type (yes|the context's name|"([^"]+)"), anything else stops: /;

/** util-linux's script(1) gives it the terminal; a shell reads the line. */
export async function typed(line: string, env: Readonly<Record<string, string>>): Promise<Seen> {
  const child = spawn('script', ['-qec', `stty cols ${COLUMNS} rows 24; ${line}`, '/dev/null'], {
    env: { ...{ LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '1', SHELL: '/bin/sh' }, ...env },
    stdio: 'pipe',
  });
  const chunks: Buffer[] = [];
  let answered = false;
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const asked = answered ? null : QUESTION.exec(Buffer.concat(chunks).toString());
    if (asked === null) return;
    answered = true;
    child.stdin.write(`${asked[1] === 'yes' ? 'yes' : (asked[2] ?? env['ESI_STATE_CONTEXT'])}\n`);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.destroy();
  return { code, screen: settled(Buffer.concat(chunks).toString()) };
}

/** Progress draws over its own line. */
function settled(bytes: string): string {
  const lines = bytes.replace(/\r+\n/g, '\n').split('\n');
  return lines.map((line) => stripVTControlCharacters(line.slice(line.lastIndexOf('\r') + 1))).join('\n');
}
