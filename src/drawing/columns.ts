/**
 * Shares a width among columns: who needs no more than a fair share gets what it needs, the others share the rest.
 * Each gets at least one.
 */
export function shareWidth(needs: readonly number[], available: number): number[] {
  const widths = needs.map(() => 0);
  let open = needs.map((_, i) => i);
  let left = available;
  for (;;) {
    const share = Math.floor(left / Math.max(1, open.length));
    const modest = open.filter((i) => (needs[i] ?? 0) <= share);
    if (modest.length === 0) {
      for (const i of open) widths[i] = Math.max(1, share);
      return widths;
    }
    for (const i of modest) {
      widths[i] = Math.max(1, needs[i] ?? 0);
      left -= widths[i] ?? 0;
    }
    open = open.filter((i) => !modest.includes(i));
  }
}
