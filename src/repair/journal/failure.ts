/** Node's own words for a failed file operation, without its path and call. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/,.*$/s, '') : String(error);
}
