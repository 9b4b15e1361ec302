/**
 * dist/main.cjs: finds the modules of the bundle. They lie in a few packs (scripts/packs.mjs), and beside a pack may lie
 * what V8 has made of it (scripts/compile.mjs): where that fits, nothing is parsed or compiled before it runs.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

type Load = (id: string) => object;
type Pack = Readonly<Record<string, (exports: object, require: Load, module: object) => void>>;

/** Put in by scripts/bundle.mjs: where `main.ts` is. */
declare const ESI_STATE_MAIN: string;

/** Gives what `require` is to the modules: `./pack.cjs#module` is one of them, all else is Node's. */
function loader(): Load {
  const packs = new Map<string, Pack>();
  const modules = new Map<string, { readonly exports: object }>();
  const load: Load = (id) => {
    if (!id.startsWith('./')) return require(id);
    const known = modules.get(id);
    if (known !== undefined) return known.exports;
    const [file = '', name = ''] = id.split('#');
    const pack = packs.get(file) ?? openPack(file);
    packs.set(file, pack);
    const module = { exports: {} };
    modules.set(id, module);
    pack[name]?.(module.exports, load, module);
    return module.exports;
  };
  return load;
}

function openPack(file: string): Pack {
  const path = join(__dirname, file);
  const source = readFileSync(path);
  const cachedData = codeOf(path, source);
  return new Script(source.toString(), {
    // As the kept code has it: no path of the machine that made that.
    filename: join('dist', file),
    ...(cachedData === undefined ? {} : { cachedData }),
  }).runInThisContext();
}

/**
 * V8 takes code of its own version and flags alone, but looks at neither the code nor all of the source: a changed byte
 * crashes it. So a checksum of both stands at the end; without one that fits (or any: Node before 20.15 can't make
 * it), the pack is compiled as ever.
 */
function codeOf(path: string, source: Buffer): Buffer | undefined {
  const beside = `${path}.${process.version}-${process.platform}-${process.arch}`;
  if (!existsSync(beside)) return undefined;
  try {
    const { crc32 }: { crc32?: (data: Buffer, before?: number) => number } = require('node:zlib');
    const file = readFileSync(beside);
    const code = file.subarray(0, -4);
    return crc32?.(code, crc32(source)) === file.readUInt32LE(code.length) ? code : undefined;
  } catch {
    return undefined;
  }
}

loader()(ESI_STATE_MAIN);
