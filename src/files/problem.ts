/** A file that is of a kind that is not taken. The message is the rest of a sentence like `FILE can't be read: …`. */
export class FileProblem extends Error {}

/** Why something could not be done with a file: our words, or the system's (`ENOENT: no such file or directory`). */
export function whyOf(error: unknown): string {
  if (error instanceof FileProblem || !(error instanceof Error)) return errorText(error);
  // Node's own words go on with the call and the path, which stand in our sentence already.
  return errorText(error).replace(/,.*$/s, '');
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the system said that nothing is there under that name. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
