/** Whatever a path can name but a plain file with what is wanted in it, in a folder of a test's own. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FileKinds {
  /** Their names: `pipe`, `socket`, … */
  readonly strange: readonly string[];
  /** Those of them that a careless reader waits for, or reads, for ever. */
  readonly endless: readonly string[];
  readonly path: (name: string) => string;
  /** What is under that name now, as far as it must not change. */
  readonly look: (name: string) => string;
  readonly remove: () => void;
}

/** Only root can make devices; they are those of /dev/zero, which never ends, and /dev/null. */
const IS_ROOT = process.getuid?.() === 0;

/** `proc` is a file of the kernel that never ends where one is root, and can't be read where not. */
export async function fileKinds(): Promise<FileKinds> {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-kinds-'));
  const path = (name: string) => (name === 'proc' ? '/proc/kmsg' : join(folder, name));
  execFileSync('mkfifo', [path('pipe')]);
  mkdirSync(path('folder'));
  const server = await listening(path('socket'));
  symlinkSync(path('pipe'), path('link-to-pipe'));
  symlinkSync('/proc/self/fd/1', path('stdout'));
  symlinkSync(path('circle'), path('circle'));
  if (IS_ROOT) execFileSync('mknod', [path('device'), 'c', '1', '5']);
  if (IS_ROOT) execFileSync('mknod', [path('null'), 'c', '1', '3']);
  const endless = ['pipe', 'proc', ...(IS_ROOT ? ['device'] : [])];
  return {
    strange: [...endless, 'folder', 'socket', 'link-to-pipe', 'circle'],
    endless,
    path,
    look: (name) => {
      const { mode, ino, rdev, size } = lstatSync(path(name));
      return JSON.stringify([mode, ino, rdev, size]);
    },
    remove: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Plain files whose content nobody wants: empty, not UTF-8, and far too large. */
export function oddFiles(path: (name: string) => string): void {
  writeFileSync(path('empty'), '');
  writeFileSync(path('bytes'), Buffer.of(0xff, 0xfe, 0x7b, 0x00, 0xc3, 0x28));
  writeFileSync(path('huge'), '');
  truncateSync(path('huge'), 2 ** 40);
  for (const name of ['empty', 'bytes', 'huge']) chmodSync(path(name), 0o600);
}

async function listening(path: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  server.unref();
  return server;
}
