/** Text with escapes undone, and where each of its characters stood before. */
export interface Decoded {
  readonly text: string;
  /** Index before decoding of the character at an index of `text`; of its end, the end. */
  readonly at: (index: number) => number;
}

/** JSON's escapes, in however many layers: `\u0026` and `\\u0026` are `&`, `\/` is `/`. */
const BACKSLASHES = /\\+(?:u([0-9a-fA-F]{4})|([bfnrt]))?/g;
/** What URLs escape in ASCII. */
const PERCENT = /%([0-7][0-9a-fA-F])/g;

/** The text with JSON's escapes undone. */
export function unescaped(text: string): string {
  return withoutBackslashes(text).text;
}

/** The same, with places. */
export function withoutBackslashes(text: string): Decoded {
  if (!text.includes('\\')) return { text, at: (index) => index };
  return decoded(text, BACKSLASHES, ([, hex, control]) =>
    hex !== undefined ? fromHex(hex) : control !== undefined ? '\n' : '',
  );
}

/** A URL in another one's query has its own escapes. Undefined where there are none. */
export function withoutPercents({ text, at }: Decoded): Decoded | undefined {
  if (!/%[0-7][0-9a-fA-F]/.test(text)) return undefined;
  const inner = decoded(text, PERCENT, ([, hex = '']) => fromHex(hex));
  return { text: inner.text, at: (index) => at(inner.at(index)) };
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** A match stands for one character or none, so that the places before it follow from how much each one was shorter. */
function decoded(text: string, escapes: RegExp, decode: (match: RegExpExecArray) => string): Decoded {
  const parts: string[] = [];
  const places: number[] = [];
  let from = 0;
  const copy = (end: number) => {
    for (let i = from; i < end; i++) places.push(i);
    parts.push(text.slice(from, end));
  };
  for (const match of text.matchAll(escapes)) {
    copy(match.index);
    const character = decode(match);
    if (character !== '') places.push(match.index);
    parts.push(character);
    from = match.index + match[0].length;
  }
  copy(text.length);
  return { text: parts.join(''), at: (index) => places[index] ?? text.length };
}
