import { NumberText } from '../stages/json.ts';

/** What the JSON outputs are built of: plain objects and lists around the lossless trees of the documents. */
export type Printable =
  | null
  | undefined
  | boolean
  | number
  | string
  | bigint
  | NumberText
  | readonly Printable[]
  | ReadonlyMap<string, Printable>
  | { readonly [name: string]: Printable };

/**
 * JSON text for scripts: two spaces a level, keys as they stand, numbers by their own text. Fields that are undefined
 * are left out, as JSON.stringify does.
 */
export function jsonText(value: Printable): string {
  return `${text(value, '')}\n`;
}

/** The same on one line, for `-o ndjson`. */
export function jsonLine(value: Printable): string {
  // Each line break of the readable form lies between tokens: inside strings they are escapes.
  return `${text(value, '').replace(/\n */g, '')}\n`;
}

function text(value: Printable, indent: string): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof NumberText) return value.text;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (isPrintableList(value))
    return block(
      '[',
      ']',
      value.map((item) => text(item, inner)),
      indent,
    );
  const entries: (readonly [string, Printable])[] = value instanceof Map ? [...value] : Object.entries(value);
  const told = entries.filter(([, item]) => item !== undefined);
  return block(
    '{',
    '}',
    told.map(([key, item]) => `${quoted(key)}: ${text(item, inner)}`),
    indent,
  );
}

function isPrintableList(value: object): value is readonly Printable[] {
  return Array.isArray(value);
}

function block(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return open + close;
  const lines = items.map((item) => `${indent}  ${item}`);
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** JSON.stringify leaves these live, and JSON may end up on a terminal; as escapes they are the same value. */
const LIVE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

function quoted(value: string): string {
  return JSON.stringify(value).replace(LIVE, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
