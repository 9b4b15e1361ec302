/** Files that only grow, line by line. */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PRIVATE, syncFolder } from './write.ts';

export interface GrowingFile {
  /** On the disk when it returns. Throws what the system says; nothing of the text is left in the file then. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Makes it, mode 0600, with its name on the disk. Throws what the system says: `EEXIST` where the name is taken. */
export async function newGrowingFile(path: string): Promise<GrowingFile> {
  const file = await open(path, 'wx', PRIVATE);
  syncFolder(dirname(path));
  return { append: (text) => appendSynced(file, text), close: () => file.close() };
}

/** What was written by half is taken back, so that only a crash can leave a torn line. */
async function appendSynced(file: FileHandle, text: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(text);
    await file.sync();
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}
