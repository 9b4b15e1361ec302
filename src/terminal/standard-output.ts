/** Standard output, as a stream of which every byte arrives or whose loss is told. */
import { closeSync, fstatSync, writeSync } from 'node:fs';
import { isatty, type WriteStream } from 'node:tty';
import { StoreError } from '../errors.ts';

/** Why nothing more can be written, and what that makes of the run; an error where it must be told. */
export interface Loss {
  readonly code: 3 | 129 | 141;
  readonly error?: StoreError;
}

export class StandardOutput {
  readonly #stream: WriteStream;
  readonly #onLoss: (loss: Loss) => Promise<void>;
  #lost: Promise<void> | undefined;
  #isStream: boolean | undefined;

  /** @param onLoss called once, with what kept the first text from being written */
  constructor(stream: WriteStream, onLoss: (loss: Loss) => Promise<void>) {
    this.#stream = stream;
    this.#onLoss = onLoss;
  }

  /** Done when it is written, or lost, which `onLoss` was told then. What comes after a loss is dropped. */
  async print(text: string | Uint8Array): Promise<void> {
    if (this.#lost !== undefined) return this.#lost;
    if (text.length === 0) return;
    this.#isStream ??= this.#opened();
    const error = this.#isStream ? await this.#toStream(text) : written(text);
    if (error !== undefined) return this.#lose(error);
  }

  /** Whether somebody reads at the other end; else it is a file or a device. */
  #opened(): boolean {
    if (!this.#stream.isTTY) {
      const kind = fstatSync(1);
      if (!kind.isFIFO() && !kind.isSocket()) return false;
    }
    this.#stream.on('error', (error) => void this.#lose(error));
    return true;
  }

  #toStream(text: string | Uint8Array): Promise<Error | undefined> {
    return new Promise((resolve) => this.#stream.write(text, (error) => resolve(error ?? undefined)));
  }

  #lose(error: NodeJS.ErrnoException): Promise<void> {
    this.#lost ??= this.#onLoss(lossOf(error, this.#stream.isTTY ?? false));
    return this.#lost;
  }
}

/**
 * Straight to the file: Node's stream takes no notice of a write that the system cut short, which is what happens where a
 * disk has room for a part.
 */
function written(text: string | Uint8Array): NodeJS.ErrnoException | undefined {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function lossOf(cause: NodeJS.ErrnoException, isTerminal: boolean): Loss {
  if (cause.code === 'EPIPE' || cause.code === 'ECONNRESET') return { code: 141 };
  if (cause.code === 'EIO' && isTerminal) return { code: 129 };
  const error = new StoreError(`standard output could not be written: ${cause.code ?? cause.message}`, {
    hint: 'what was to be told is not whole; make room there, or send it elsewhere',
    cause,
  });
  return { code: 3, error };
}

/**
 * For the end of the process: Node sets terminals back then, and takes one that is gone for a bug of its own: it would abort
 * (134). Other devices that are closed with them, /dev/null for one, are no longer needed.
 */
export function closeLostTerminals(): void {
  for (const fd of [0, 1, 2]) if (isDevice(fd) && !isatty(fd)) closeSync(fd);
}

function isDevice(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    // Closed already.
    return false;
  }
}
