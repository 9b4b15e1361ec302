import { UsageError } from '../../../errors.ts';
import { whyOf } from '../../../files/problem.ts';
import { LARGE, readText } from '../../../files/read.ts';
import type { Baseline } from './baseline.ts';

/** `--baseline FILE`. Throws `UsageError` for one that can't be read or has a line that can't be gone by. */
export async function loadBaseline(
  { baseline: file, all }: { readonly baseline?: string; readonly all?: boolean },
  now: Date,
): Promise<Baseline | undefined> {
  if (file === undefined) return undefined;
  const [{ dayOf, parseBaseline }, { newBaseline }] = await Promise.all([
    import('./file.ts'),
    import('./baseline.ts'),
  ]);
  const entries = parseBaseline(textOf(file), file);
  return newBaseline({ file, entries, today: dayOf(now), everything: all ?? false });
}

function textOf(file: string): string {
  try {
    return readText(file, LARGE);
  } catch (cause) {
    throw new UsageError(`--baseline ${file} can't be read: ${whyOf(cause)}`, { cause });
  }
}
