import { openSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from './terminal.ts';

export type Answer = 'yes' | 'no' | 'nobody';

/**
 * Asks for the word "yes"; anything else is no. Where standard input brings the names, the question goes to the
 * controlling terminal. `nobody`: there is no terminal to ask on (cron, a service, CI).
 */
export async function askYes(
  question: string,
  { stdin, stderr }: Terminal,
  stdinBringsNames: boolean,
): Promise<Answer> {
  if (!stdinBringsNames) return stdin.isTTY && stderr.isTTY ? ask(question, stdin, stderr) : 'nobody';
  const terminal = controllingTerminal();
  if (terminal === undefined) return 'nobody';
  const { input, output } = terminal;
  return ask(question, input, output).finally(() => {
    input.destroy();
    output.destroy();
  });
}

async function ask(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<Answer> {
  const lines = createInterface({ input, output });
  // Ctrl-D and Ctrl-C close it without an answer.
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question(question), closed]);
  lines.close();
  return answer.trim().toLowerCase() === 'yes' ? 'yes' : 'no';
}

function controllingTerminal(): { input: ReadStream; output: WriteStream } | undefined {
  try {
    return {
      input: new ReadStream(openSync('/dev/tty', 'r')),
      output: new WriteStream(openSync('/dev/tty', 'w')),
    };
  } catch {
    return undefined;
  }
}
