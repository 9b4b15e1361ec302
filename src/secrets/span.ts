/** From `start` to before `end`, in UTF-16 units. `from`: where what tells of the secret begins, if nothing else is told. */
export interface Span {
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** Spans in order; what overlaps is one. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const inOrder = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: Span[] = [];
  for (const span of inOrder) {
    const last = apart.at(-1);
    if (last === undefined || span.start >= last.end) apart.push(span);
    else apart[apart.length - 1] = { ...last, end: Math.max(last.end, span.end) };
  }
  return apart;
}
