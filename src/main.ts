/** argv → command → outcome → exit code: the only place that sets one. */

import type { Outcome } from './cli/command.ts';
import { run } from './cli/program.ts';
import type { Terminal } from './cli/terminal.ts';

const terminal: Terminal = {
  env: process.env,
  // Streams that are not always used: Node makes each when it is first looked at, stdin in 2 ms.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  get stderr() {
    return process.stderr;
  },
  onInterrupt: (stop) => {
    const interrupted = () => stop(130);
    const terminated = () => stop(143);
    process.once('SIGINT', interrupted).once('SIGTERM', terminated);
    writes = true;
    process.stderr.on('error', unheard);
    return () => process.off('SIGINT', interrupted).off('SIGTERM', terminated);
  },
};

/** From the first write to etcd on, it must come to its end and tell its code, whoever listens. */
let writes = false;

/** A reader that has seen enough (`| head`) is no failure of ours. */
function unheard(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  if (!writes) process.exit();
}
process.stdout.on('error', unheard);

const argv = process.argv.slice(2);
const began = Date.now();
void run(argv, terminal)
  .catch(failed)
  .then(written)
  .then((code) => {
    process.exitCode = code;
  });

async function failed(error: unknown): Promise<Outcome> {
  const { askedFor, failureOutcome } = await import('./cli/failure.ts');
  return failureOutcome(error, askedFor(argv, terminal.env, began), terminal);
}

async function written({ output, exitCode }: Outcome): Promise<number> {
  if (output.length > 0) await new Promise((done) => process.stdout.write(output, done));
  return exitCode;
}
