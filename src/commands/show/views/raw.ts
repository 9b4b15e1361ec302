import { visible, visibleBytes } from '../../../drawing/sanitize.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { STAGES } from '../../../stages/keys.ts';
import type { ShownResult } from '../mask.ts';

/**
 * `show --raw`: for each stage that is there a line with its key and then the stored bytes, as `etcdctl get` prints
 * them. `live` gives the bytes untouched; on a terminal they must not be.
 */
export function rawShow(result: Masked<ShownResult>, { live }: { readonly live: boolean }): Uint8Array {
  const entries = result.resources.flatMap(({ snapshot }) =>
    STAGES.flatMap((stage) => snapshot.stages[stage] ?? []),
  );
  const parts = entries.flatMap(({ key, value }) => {
    const lines = live
      ? [Buffer.from(key), value]
      : [visible(key, ANY), visibleBytes(value, ANY)].map(asBytes);
    return lines.flatMap((line) => [line, NEWLINE]);
  });
  return Buffer.concat(parts);
}

/** The first key whose bytes hold what is masked: they can't be printed as they are stored. */
export function maskedKey({ resources }: Masked<ShownResult>): string | undefined {
  const entries = resources.flatMap(({ snapshot }) => Object.values(snapshot.stages));
  return entries.find(({ masked }) => masked)?.key;
}

/** The stored bytes are wanted, so letters stay whatever the locale. */
const ANY = { unicode: true };
const NEWLINE = asBytes('\n');

function asBytes(text: string): Buffer {
  return Buffer.from(text);
}
