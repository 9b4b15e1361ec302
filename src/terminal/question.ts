import { openSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ReadStream, WriteStream } from 'node:tty';
import { HungUpError, InterruptedError } from '../errors.ts';
import type { Consent } from './consent.ts';
import type { Terminal } from './terminal.ts';

export type Answer = 'yes' | 'no' | 'nobody';

interface Question {
  readonly text: string;
  /** What is typed is not shown. */
  readonly secret: boolean;
}

/**
 * Asks for the one word that agrees; anything else is no. Where standard input brings the names, the question goes to
 * the controlling terminal. `nobody`: there is no terminal to ask on (cron, a service, CI).
 */
export async function askFor(
  wanted: Extract<Consent, { kind: 'ask' }>,
  text: string,
  terminal: Terminal,
  stdinBringsNames: boolean,
): Promise<Answer> {
  const answer = await askSomebody({ text, secret: false }, terminal, stdinBringsNames);
  if (answer === undefined) return 'nobody';
  const word = wanted.isName ? answer.trim() : answer.trim().toLowerCase();
  return word === wanted.word ? 'yes' : 'no';
}

/** Undefined where there is no terminal to ask on. */
export async function askSecret(
  text: string,
  terminal: Terminal,
  stdinBringsNames: boolean,
): Promise<string | undefined> {
  return askSomebody({ text, secret: true }, terminal, stdinBringsNames);
}

async function askSomebody(
  question: Question,
  { stdin, stderr }: Terminal,
  stdinBringsNames: boolean,
): Promise<string | undefined> {
  if (stdinBringsNames) return askControllingTerminal(question);
  return stdin.isTTY && stderr.isTTY ? ask(question, stdin, stderr) : undefined;
}

async function askControllingTerminal(question: Question): Promise<string | undefined> {
  const terminal = controllingTerminal();
  if (terminal === undefined) return undefined;
  const { input, output } = terminal;
  return ask(question, input, output).finally(() => {
    input.destroy();
    output.destroy();
  });
}

/** Ctrl-D closes it without an answer. Throws `InterruptedError` on Ctrl-C, `HungUpError` where the terminal goes away. */
async function ask(
  { text, secret }: Question,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  // With `terminal` the terminal itself shows nothing, and readline to where nobody looks.
  const hidden = { output: new Writable({ write: (_chunk, _encoding, done) => done() }), terminal: true };
  const lines = createInterface({ input, ...(secret ? hidden : { output }) });
  // Not before the terminal has stopped to show what is typed.
  if (secret) output.write(text);
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const interrupted = new Promise<string>((_, reject) =>
    lines.once('SIGINT', () => reject(new InterruptedError())),
  );
  const lost = new Promise<string>((_, reject) => {
    for (const end of [input, lines]) end.on('error', (error: unknown) => reject(new HungUpError(error)));
  });
  const answer = await Promise.race([lines.question(secret ? '' : text), closed, interrupted, lost]).finally(
    () => lines.close(),
  );
  if (secret) output.write('\n');
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
