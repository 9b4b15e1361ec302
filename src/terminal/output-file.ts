/** `--output FILE`: the result in a file, whole or not at all. */
import { StoreError } from '../errors.ts';
import { isStandardOutput } from '../files/place.ts';
import { whyOf } from '../files/problem.ts';
import { readText, SMALL } from '../files/read.ts';
import { plainTarget } from '../files/target.ts';
import { type FreshFile, freshFile } from '../files/write.ts';

/** Where a result goes. */
export interface Sink {
  readonly write: (text: string) => void;
  /** All of it was written. */
  readonly done: () => void;
  /** There is no result, or only a part of it. */
  readonly drop: () => void;
}

/** The file that `--output` names; undefined where that is another name of standard output, which has its own ways. */
export function outputFile(named: string | undefined): string | undefined {
  return named === undefined || isStandardOutput(named) ? undefined : named;
}

/** What a file of ours holds; empty where there is none that can be read. */
export function contentOf(path: string): string {
  try {
    return readText(plainTarget(path).path, SMALL);
  } catch {
    return '';
  }
}

/**
 * The file changes when all of it is done; an interrupted run leaves nothing beside it. All methods throw `StoreError`:
 * the verdicts are known then, but whoever reads the file would not learn them.
 */
export function fileSink(path: string, mode: number | undefined): Sink {
  let fresh: FreshFile | undefined;
  const opened = () => {
    fresh ??= freshFile(path, mode);
    return fresh;
  };
  return {
    write: (text) => attempt(path, () => opened().append(text)),
    done: () => attempt(path, () => opened().commit()),
    drop: () => fresh?.discard(),
  };
}

function attempt(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    throw new StoreError(`--output ${path} could not be written: ${whyOf(cause)}`, {
      hint: 'what it held before still stands there',
      cause,
    });
  }
}
