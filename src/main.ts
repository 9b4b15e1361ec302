/** argv → command → outcome → exit code: the only place that sets one. */

import { run } from './cli/program.ts';
import { emptyLine } from './suggestion.ts';
import { Ending } from './terminal/ending.ts';
import { closeLostTerminals, type Loss, StandardOutput } from './terminal/standard-output.ts';
import type { Outcome, Terminal } from './terminal/terminal.ts';

const argv = process.argv.slice(2);
const began = performance.now();

const ending = new Ending((exitCode) => process.exit(exitCode));
process
  .on('SIGINT', () => ending.signal(130))
  .on('SIGTERM', () => ending.signal(143))
  .on('SIGHUP', () => ending.signal(129));

const output = new StandardOutput(process.stdout, lost);
let stderr: Terminal['stderr'] | undefined;
const terminal: Terminal = {
  env: process.env,
  typed: emptyLine(),
  // Streams that are not always used: Node makes each when it is first looked at, stdin in 2 ms.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  get stderr() {
    // Where nobody reads what is said beside the result, the run goes on.
    stderr ??= process.stderr.on('error', () => undefined);
    return stderr;
  },
  print: (text) => output.print(text),
  onInterrupt: (stop) => ending.finishFirst(stop),
};

// Node ends a process that has nothing left to do with 0; a run that did not come to its end must not look so.
process.on('beforeExit', () => {
  process.exitCode ??= 70;
});
process.on('uncaughtException', (error) => void stray(error));
process.on('exit', closeLostTerminals);
void run(argv, terminal).catch(failed).then(finish);

async function finish({ output: text, exitCode }: Outcome): Promise<void> {
  // What was done is done: from here on a stop adds its code and ends it.
  ending.finishFirst(() => process.exit(ending.codeOf(exitCode)));
  await output.print(text);
  process.exitCode = ending.codeOf(exitCode);
}

/** Thrown where nobody waited for it: a bug, which ends the run with a code that is no verdict. */
async function stray(error: unknown): Promise<void> {
  try {
    const { output: text, exitCode } = await failed(error);
    await output.print(text);
    ending.stop(exitCode);
  } catch {
    process.exit(70);
  }
}

async function failed(error: unknown): Promise<Outcome> {
  const { askedFor, failureOutcome } = await import('./commands/verify/failure.ts');
  return failureOutcome(error, askedFor(argv, terminal.env, began), terminal);
}

async function lost({ code, error }: Loss): Promise<void> {
  if (error !== undefined) {
    const { askedFor, tellAsked } = await import('./commands/verify/failure.ts');
    tellAsked(error, askedFor(argv, terminal.env, began), terminal);
  }
  ending.stop(code);
}
