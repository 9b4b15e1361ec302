import { nextJson } from '../drawing/command-line.ts';
import { visible } from '../drawing/sanitize.ts';
import { type Screen, saysUtf8, screenOf } from '../drawing/screen.ts';
import { commandText } from '../drawing/shell-word.ts';
import {
  HungUpError,
  InterruptedError,
  KnownError,
  NameError,
  RefusedError,
  StoreError,
  UnknownOutcomeError,
  UsageError,
} from '../errors.ts';
import type { NameFailure } from '../judging/results.ts';
import type { SuggestedCommand, Suggestion } from '../suggestion.ts';
import type { Terminal } from './terminal.ts';

/** sysexits.h's EX_SOFTWARE: none of the documented codes may be taken for a bug of ours. */
const BUG = 70;

const CODES: readonly (readonly [abstract new (...args: never[]) => KnownError, number])[] = [
  [UsageError, 2],
  [StoreError, 3],
  [NameError, 4],
  [RefusedError, 5],
  [UnknownOutcomeError, 6],
  [HungUpError, 129],
  [InterruptedError, 130],
];

/**
 * The documented order is 6; 129, 130, 143; 141; 3; 5; 4; 1. A bug comes behind only what may have been written. Wrong usage
 * and a plugin's CRITICAL (both 2) come behind 3: whoever could not be told does not know them.
 */
const WORST_FIRST = [6, BUG, 129, 130, 143, 141, 3, 2, 5, 4, 1];

/** The exit code of anything that was thrown; 70 for a bug. */
export function exitCodeOf(error: unknown): number {
  return CODES.find(([known]) => error instanceof known)?.[1] ?? BUG;
}

/** The one exit code of several outcomes; 0 where there are none. */
export function worst(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? 0;
}

/** On one line and without live control characters: parts of it may come from etcd. */
function oneLine(text: string, unicode: boolean): string {
  return visible(text.replace(/\s*[\r\n]+\s*/g, ' ').trim(), { unicode });
}

interface ErrorText {
  readonly code: number;
  readonly message: string;
  /** In words; reads on with the command, where there is one. */
  readonly hint: string | undefined;
  readonly next: SuggestedCommand | undefined;
}

function tell(error: unknown, unicode: boolean): ErrorText {
  const code = exitCodeOf(error);
  const message = oneLine(error instanceof Error ? error.message || error.name : String(error), unicode);
  if (error instanceof KnownError) {
    const hint = error.hint === undefined ? undefined : oneLine(error.hint, unicode);
    return { code, message, hint, next: commandOf(error.next) };
  }
  const hint = 'this is a bug of esi-state; --debug shows where';
  return { code, message: `internal error: ${message}`, hint, next: undefined };
}

function commandOf(next: Suggestion | undefined): SuggestedCommand | undefined {
  return next === undefined || 'untypable' in next ? undefined : next;
}

/** What is told of an error, without its hint. */
export function oneLineOf(error: unknown, unicode = true): string {
  return tell(error, unicode).message;
}

function stackOf(error: unknown, unicode: boolean): string {
  if (!(error instanceof Error)) return '';
  const own = (error.stack ?? '')
    .split('\n')
    .map((line) => oneLine(line, unicode))
    .join('\n    ');
  return error.cause === undefined ? `${own}\n` : `${own}\n  caused by ${stackOf(error.cause, unicode)}`;
}

export interface ErrorStyle {
  /** One JSON object instead of the `error:` line. */
  readonly json?: boolean;
  /** Adds the stack, also of what caused it, behind the line (text only). */
  readonly debug?: boolean;
  readonly screen?: ErrorScreen;
}

/** Where it is read; without it letters may stand there, and no line is too long. */
export type ErrorScreen = Pick<Screen, 'unicode' | 'width' | 'typed'>;
const ANYWHERE: ErrorScreen = { unicode: true, width: Number.POSITIVE_INFINITY };

/**
 * What goes to stderr for anything that was thrown: one line with its line break. A command that does not fit it stands
 * alone on the next one, from the first column.
 */
export function renderError(
  error: unknown,
  { json = false, debug = false, screen = ANYWHERE }: ErrorStyle = {},
): string {
  const { code, message, hint, next } = tell(error, screen.unicode);
  const command = next === undefined ? undefined : commandText(next, screen);
  if (json) {
    const text = command === undefined ? (hint ?? null) : `${hint}: ${command}`;
    return `${JSON.stringify({ error: { code, message, hint: text, next: nextJson(next, screen.typed) } })}\n`;
  }
  const line = `error: ${message}${hint === undefined ? '' : `; ${hint}`}`;
  const whole = command === undefined ? line : `${line}: ${command}`;
  const fits = command === undefined || whole.length <= screen.width;
  return `${fits ? whole : `${line}:\n${command}`}\n${debug ? stackOf(error, screen.unicode) : ''}`;
}

/** The same for the terminal's stderr. */
export function tellError(
  error: unknown,
  { stderr, env, typed }: Terminal,
  style: Omit<ErrorStyle, 'screen'> = {},
): void {
  const screen = screenOf({ isTTY: stderr.isTTY ?? false, columns: stderr.columns, env, typed });
  stderr.write(renderError(error, { ...style, screen }));
}

/** Tells each name that could not be dealt with on stderr; gives the exit code of all together. */
export function tellFailures(failures: readonly NameFailure[], json: boolean, terminal: Terminal): number {
  const errors = failures.map(({ message }) => new NameError(message));
  for (const error of errors) tellError(error, terminal, { json });
  return worst(errors.map(exitCodeOf));
}

/** Says on stderr what is no error and should be known; one JSON object a line where errors are JSON. */
export function tellNotes(
  notes: readonly string[],
  json: boolean,
  { stderr, env }: Pick<Terminal, 'stderr' | 'env'>,
): void {
  for (const text of notes) {
    const note = visible(text, { unicode: saysUtf8(env) });
    stderr.write(json ? `${JSON.stringify({ note })}\n` : `note: ${note}\n`);
  }
}

/** The same for what is found out later, one by one. */
export function noteTo(json: boolean, terminal: Pick<Terminal, 'stderr' | 'env'>): (text: string) => void {
  return (text) => tellNotes([text], json, terminal);
}
