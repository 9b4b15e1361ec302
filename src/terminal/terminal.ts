import type { TimeOf } from '../clock/notes.ts';
import { prepareWidthsFor } from '../drawing/prepare-widths.ts';
import { type ColourChoice, type Screen, screenOf } from '../drawing/screen.ts';
import type { TypedLine } from '../suggestion.ts';

/** What the process gives to a command; only main.ts takes it from the process itself. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** `--color`; known once the command line was read. */
  readonly colour?: ColourChoice;
  /** The command line, filled while it is read. */
  readonly typed: TypedLine;
  /** Writes a result; done when that is written. Where it can't be, the run is stopped as by a signal. */
  readonly print: (text: string | Uint8Array) => Promise<void>;
  /**
   * From now on whatever stops the run (a signal, a reader of standard output that went away) calls this instead of
   * ending the process at once: what is under way must come to its end.
   */
  readonly onInterrupt: (stop: () => void) => void;
}

/** The screen that stdout offers, once all is there to draw this result on it; `timeOf` tells when revisions were written. */
export async function readyScreen(
  { stdout, env, colour, typed }: Terminal,
  result: unknown,
  timeOf?: TimeOf,
): Promise<Screen> {
  await prepareWidthsFor([result, typed]);
  const { isTTY = false, columns } = stdout;
  return screenOf({ isTTY, columns, env, colour, typed, timeOf, now: now() });
}

/** The same for a file: whoever opens it has a wide window, and colours only where they were asked for. */
export async function readyFile(
  { env, colour, typed }: Terminal,
  result: unknown,
  timeOf?: TimeOf,
): Promise<Screen> {
  await prepareWidthsFor([result, typed]);
  return screenOf({ isTTY: false, env, colour, typed, timeOf, now: now() });
}

/** Seconds since the epoch. */
function now(): number {
  return Date.now() / 1000;
}

/** What a command comes to. */
export interface Outcome {
  readonly output: string | Uint8Array;
  readonly exitCode: number;
}
