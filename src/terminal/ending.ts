import { worst } from './outcome.ts';

/**
 * timeout(1) sends its signal to the process and to its group, so it may come twice; on a busy machine the second one is
 * seen some tens of milliseconds later. Nobody presses keys that fast.
 */
const SAME_SIGNAL_MS = 100;

/**
 * Knows what befell the run, and so the code that the process ends with. What stops a run before its work is done: standard
 * output that can't be written (3), a bug (70), a terminal that hung up (129), Ctrl-C (130), a reader of standard output
 * that went away (141, as SIGPIPE would end it), SIGTERM (143).
 */
export class Ending {
  readonly #leave: (exitCode: number) => void;
  readonly #now: () => number;
  readonly #codes: number[] = [];
  #onStop: (() => void) | undefined;
  #interruptedAt: number | undefined;

  /** @param leave ends the process at once. @param now milliseconds */
  constructor(leave: (exitCode: number) => void, now: () => number = performance.now.bind(performance)) {
    this.#leave = leave;
    this.#now = now;
  }

  /** From now on a stop does not end the process, but calls this: something is under way that must come to its end. */
  finishFirst(onStop: () => void): void {
    this.#onStop = onStop;
  }

  stop(code: number): void {
    this.#codes.push(code);
    if (this.#onStop === undefined) this.#leave(this.codeOf(0));
    else this.#onStop();
  }

  /** As a signal does; a second Ctrl-C no longer waits for what is under way. */
  signal(code: 129 | 130 | 143): void {
    const before = this.#interruptedAt;
    const now = this.#now();
    if (code === 130) this.#interruptedAt ??= now;
    if (code !== 130 || before === undefined) this.stop(code);
    else if (now - before > SAME_SIGNAL_MS) this.#leave(this.codeOf(code));
  }

  /** The process's exit code, where its work came to `exitCode`. */
  codeOf(exitCode: number): number {
    return worst([exitCode, ...this.#codes]);
  }
}
