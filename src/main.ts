/** argv → command → outcome → exit code: the only place that sets one. */

import type { Outcome } from './cli/command.ts';
import { exitCodeOf, renderError } from './cli/outcome.ts';
import { run } from './cli/program.ts';
import type { Terminal } from './cli/terminal.ts';
import { saysUtf8 } from './report/screen.ts';

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
void run(argv, terminal)
  .then(written, failed)
  .then((code) => {
    process.exitCode = code;
  });

async function written({ output, exitCode }: Outcome): Promise<number> {
  if (output.length > 0) await new Promise((done) => process.stdout.write(output, done));
  return exitCode;
}

/** The format may be what was typed wrong, so it is looked for in the bare words. */
function failed(error: unknown): number {
  const json = /(^|\n)(-o|--format)[\n=]?(json|ndjson)(\n|$)/.test(argv.join('\n'));
  process.stderr.write(
    renderError(error, { json, debug: argv.includes('--debug'), unicode: saysUtf8(process.env) }),
  );
  return exitCodeOf(error);
}
