import { openSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { ReadStream, WriteStream } from 'node:tty';
import type { Consent } from './consent.ts';
import type { Terminal } from './terminal.ts';

export type Answer = 'yes' | 'no' | 'nobody';

/**
 * Asks for the one word that agrees; anything else is no. Where standard input brings the names, the question goes to
 * the controlling terminal. `nobody`: there is no terminal to ask on (cron, a service, CI).
 */
export async function askFor(
  wanted: Extract<Consent, { kind: 'ask' }>,
  question: string,
  { stdin, stderr }: Terminal,
  stdinBringsNames: boolean,
): Promise<Answer> {
  const answer = stdinBringsNames
    ? await askControllingTerminal(question)
    : stdin.isTTY && stderr.isTTY && (await ask(question, stdin, stderr));
  if (typeof answer !== 'string') return 'nobody';
  const word = wanted.isName ? answer.trim() : answer.trim().toLowerCase();
  return word === wanted.word ? 'yes' : 'no';
}

async function askControllingTerminal(question: string): Promise<string | undefined> {
  const terminal = controllingTerminal();
  if (terminal === undefined) return undefined;
  const { input, output } = terminal;
  return ask(question, input, output).finally(() => {
    input.destroy();
    output.destroy();
  });
}

/** Ctrl-D and Ctrl-C close it without an answer. */
async function ask(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const lines = createInterface({ input, output });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question(question), closed]);
  lines.close();
  return answer;
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
