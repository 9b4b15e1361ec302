import type { TimeOf } from '../clock/notes.ts';
import type { TypedLine } from '../suggestion.ts';

/** What a text may count on where it is shown. */
export interface Screen {
  /** Columns; no line of a report is wider. */
  readonly width: number;
  readonly colour: boolean;
  /** False: nothing but ASCII is printed. */
  readonly unicode: boolean;
  /** The command line that this comes of; commands to be typed next repeat what they need of it. */
  readonly typed?: TypedLine;
  /** When revisions were written, and the time now, in seconds since the epoch. */
  readonly timeOf?: TimeOf;
  readonly now?: number;
}

/** `--color`. */
export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof COLOUR_CHOICES)[number];

/** What is known of an output stream. */
export interface Terminal {
  readonly isTTY: boolean;
  /** As the terminal tells; absent where there is none. */
  readonly columns?: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As typed; `auto` goes by the environment and the terminal. */
  readonly colour?: ColourChoice | undefined;
  readonly typed?: TypedLine | undefined;
  readonly timeOf?: TimeOf | undefined;
  readonly now?: number | undefined;
}

/** Narrower than this nothing can be laid out: the terminal breaks the lines then. */
const NARROWEST = 40;
/** Without a terminal the reader is a file or another program: wide enough for full names. */
const WITHOUT_TERMINAL = 200;

/** The screen that a stream offers. Pure: the environment is handed in. */
export function screenOf(terminal: Terminal): Screen {
  return {
    width: Math.max(NARROWEST, widthOfTerminal(terminal)),
    colour: wantsColour(terminal),
    unicode: saysUtf8(terminal.env),
    ...(terminal.typed === undefined ? {} : { typed: terminal.typed }),
    ...(terminal.timeOf === undefined ? {} : { timeOf: terminal.timeOf, now: terminal.now ?? 0 }),
  };
}

function widthOfTerminal({ isTTY, columns, env }: Terminal): number {
  if (isTTY && columns !== undefined && columns > 0) return columns;
  const told = env['COLUMNS'] ?? '';
  return /^[1-9]\d{0,4}$/.test(told) ? Number(told) : WITHOUT_TERMINAL;
}

/** https://no-color.org: any value that is not empty; it beats `FORCE_COLOR`. What was typed beats both. */
function wantsColour({ isTTY, env, colour = 'auto' }: Terminal): boolean {
  if (colour !== 'auto') return colour === 'always';
  if (isSet(env['NO_COLOR'])) return false;
  const forced = env['FORCE_COLOR'];
  if (isSet(forced)) return forced !== '0' && forced !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

/** The first one that is set decides, as in setlocale(3). */
export function saysUtf8(env: Terminal['env']): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet) ?? '';
  return /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
