// What V8 makes of a pack, kept beside it, so that runs with this very Node need not make it again. src/start.ts looks
// for it under the same name, and with the same checksum.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import * as zlib from 'node:zlib';

/** All functions at once: V8 else compiles one when it is first called, and those would be missing. */
function compiled(source, file) {
  setFlagsFromString('--no-lazy');
  try {
    return new Script(source, { filename: `dist/${file}` });
  } finally {
    // What is kept tells the flags that it was made with.
    setFlagsFromString('--lazy');
  }
}

/** @param path of a file whose text is one script */
export function keepCompiled(path) {
  if (zlib.crc32 === undefined) return;
  const source = readFileSync(path);
  const code = compiled(source.toString(), basename(path)).createCachedData();
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(zlib.crc32(code, zlib.crc32(source)));
  writeFileSync(`${path}.${process.version}-${process.platform}-${process.arch}`, Buffer.concat([code, sum]));
}
