/** What changed can't be told, or not more cheaply than by reading everything. Caught by `verifySince` alone. */
export class NeedsFullRun extends Error {
  /** Nothing in the file may be gone by, not even when something was first seen. */
  readonly forget: boolean;

  constructor(reason: string, { forget = false }: { readonly forget?: boolean } = {}) {
    super(reason);
    this.name = 'NeedsFullRun';
    this.forget = forget;
  }
}

export function anotherHistory(proof: string): NeedsFullRun {
  return new NeedsFullRun(`not the same history (restored from a snapshot?): ${proof}`, { forget: true });
}
