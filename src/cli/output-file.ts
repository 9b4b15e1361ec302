/** `--output FILE`: the result in a file, whole or not at all. */
import { readFileSync } from 'node:fs';
import { StoreError, UsageError } from '../errors.ts';
import { type FreshFile, freshFile, whyNotReplaceable } from '../whole-file.ts';
import type { Terminal } from './terminal.ts';

/** Where a result goes. */
export interface Sink {
  readonly write: (text: string) => void;
  /** All of it was written. */
  readonly done: () => void;
  /** There is no result, or only a part of it. */
  readonly drop: () => void;
}

/** Before etcd is asked. Throws `UsageError`. */
export function checkOutput(path: string): void {
  const why = whyNotReplaceable(path);
  if (why === undefined) return;
  throw new UsageError(`--output ${path} ${why}`, {
    hint: 'name a file in a folder that is there and may be written to',
  });
}

/** What the file holds; empty where it can't be read. */
export function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The file changes when all of it is done; an interrupted run leaves nothing beside it. All methods throw `StoreError`:
 * the verdicts are known then, but whoever reads the file would not learn them.
 */
export function fileSink(
  path: string,
  mode: number | undefined,
  { onInterrupt }: Pick<Terminal, 'onInterrupt'>,
): Sink {
  let fresh: FreshFile | undefined;
  const drop = () => fresh?.discard();
  const forget = onInterrupt((exitCode) => process.exit(exitCode));
  process.on('exit', drop);
  const end = () => {
    forget();
    process.off('exit', drop);
  };
  const opened = () => {
    fresh ??= freshFile(path, mode);
    return fresh;
  };
  return {
    write: (text) => attempt(path, () => opened().append(text)),
    done: () => {
      attempt(path, () => opened().commit());
      end();
    },
    drop: () => {
      drop();
      end();
    },
  };
}

function attempt(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StoreError(`--output ${path} could not be written: ${code}`, {
      hint: 'what it held before still stands there',
      cause,
    });
  }
}
