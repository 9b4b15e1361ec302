import type { SecretKeys } from './secret-keys.ts';
import type { Span } from './span.ts';

/** Header fields that hold a secret. */
const HEADER =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z0-9-]*(?:token|key|secret|pass|password|signature|credential|auth)|url-signature|private-token|api-?key)$/i;
/** Parameters of signed URLs: Heat's own and S3's, Swift's temporary URLs, Google's, Azure's. */
const SIGNATURE =
  /^(?:signature|sig|temp_url_sig|awsaccesskeyid|googleaccessid|x-(?:amz|goog)-(?:signature|credential|security-token))$/i;
/** The values of these have blanks in them. */
const TO_THE_END = /^(?:(?:set-)?cookie)$/i;
/** A scheme stands before the secret. */
const WITH_SCHEME = /authorization$/i;

/** A word that something may be said of; an option has dashes before it, and curl's `-H` may stand close to its header. */
const NAME = /(?<![\w.-])-{0,2}[A-Za-z_][\w.-]{0,100}(?=["']?[ \t]{0,10}[:=])/g;
const SEPARATOR = /(?<quote>["'])?[ \t]{0,10}(?<sign>[:=])[ \t]{0,10}/y;
const SCHEME = /(?:Basic|Bearer|Token|Negotiate|NTLM)[ \t]+/iy;
/** These schemes have their secret among parameters. */
const WHOLE_LINE = /(?:Digest|OAuth|AWS4-HMAC-SHA256|Signature|Hawk)[ \t][^\r\n]*/iy;
const QUOTED = /[ub]?(?<quote>["'])/y;
const IN_QUOTES: Readonly<Record<string, RegExp>> = { '"': /[^\r\n"]+/y, "'": /[^\r\n']+/y };
const WORD = /[^\s"']+/y;
const LINE = /[^\r\n"']+/y;
/** A scheme that is not known, and its secret: which of both is one can't be told. */
const TWO_WORDS = /[^\s"']+(?:[ \t]+[^\s"']+)?/y;
const PARAMETER = /"[^"\r\n]+"|'[^'\r\n]+'|[^&\s"'<>#;]+/y;

/** `--os-password TEXT`; a file or a type of secrets is none. */
const OPTION = /(?<![\w-])--(?<name>[A-Za-z][\w-]{0,100})[ \t]{1,10}(?!-)/g;
const ABOUT_OPTION = /-(?:file|path|type|name|prompt)$/i;

/** Secrets behind the name that tells of them: headers, parameters of URLs, settings of a shell, options. */
export function spansByName(text: string, isSecret: SecretKeys): Span[] {
  return [...namedSpans(text, isSecret), ...optionSpans(text, isSecret)];
}

/** What stands in a secret is no name: looking behind each again would take the square of the text's length. */
function namedSpans(text: string, isSecret: SecretKeys): Span[] {
  const spans: Span[] = [];
  for (const { index, 0: word } of text.matchAll(NAME))
    if (index >= (spans.at(-1)?.end ?? 0)) spans.push(...spanBehind(text, index, word, isSecret));
  return spans;
}

function spanBehind(text: string, from: number, word: string, isSecret: SecretKeys): Span[] {
  const name = word.replace(/^(?:-H(?=[A-Za-z]+-)|--?)/, '');
  const behind = matchAt(SEPARATOR, text, from + word.length);
  if (behind === undefined) return [];
  const { groups, end: at } = behind;
  const isQuoted = groups['quote'] !== undefined;
  if (groups['sign'] === '=' && !isQuoted) return parameterSpan(text, { name, from, at }, isSecret);
  const isHeader = HEADER.test(name) || (/^x-/i.test(name) && isSecret(name));
  return isHeader || (isQuoted && SIGNATURE.test(name)) ? headerSpan(text, { name, from, at }) : [];
}

interface Named {
  readonly name: string;
  /** Where the name begins, and where what is said of it. */
  readonly from: number;
  readonly at: number;
}

/** In quotes by itself, in quotes together with its name, or up to a blank. Its scheme stays readable. */
function headerSpan(text: string, { name, from, at }: Named): Span[] {
  const own = matchAt(QUOTED, text, at);
  const around = /["']/.test(text[from - 1] ?? '') ? text[from - 1] : undefined;
  const begin = own?.end ?? at;
  const scheme = matchAt(SCHEME, text, begin)?.end;
  const start = scheme ?? begin;
  const words = scheme === undefined ? wordsOf(name, text[begin - 1]) : WORD;
  const end = endOfHeader(text, start, own?.groups['quote'] ?? around, words);
  return end > start ? [{ from, start, end }] : [];
}

/** @param before the character before the value: a header that is a word of a shell has no blank there */
function wordsOf(name: string, before: string | undefined): RegExp {
  if (TO_THE_END.test(name)) return LINE;
  return WITH_SCHEME.test(name) && before === ' ' ? TWO_WORDS : WORD;
}

function endOfHeader(text: string, start: number, quote: string | undefined, words: RegExp): number {
  const whole = matchAt(WHOLE_LINE, text, start)?.end;
  const inQuotes = IN_QUOTES[quote ?? ''];
  const closed = inQuotes === undefined ? undefined : (matchAt(inQuotes, text, start)?.end ?? start);
  // Behind `=` it is no end: a parameter stands in quotes of its own.
  if (closed !== undefined && (whole === undefined || text[closed - 1] !== '=')) return closed;
  return whole ?? matchAt(words, text, start)?.end ?? start;
}

/** In a URL nothing else belongs to it; elsewhere more of the line may. */
function parameterSpan(text: string, { name, from, at }: Named, isSecret: SecretKeys): Span[] {
  const isSignature = SIGNATURE.test(name) || HEADER.test(name);
  if (!isSignature && !isSecret(name)) return [];
  const start = HEADER.test(name) ? (matchAt(SCHEME, text, at)?.end ?? at) : at;
  const end = matchAt(PARAMETER, text, start)?.end;
  if (end === undefined) return [];
  const inUrl = /[?&;]/.test(text[from - 1] ?? '');
  return [{ from: isSignature || inUrl ? from : at, start, end }];
}

function optionSpans(text: string, isSecret: SecretKeys): Span[] {
  return Array.from(text.matchAll(OPTION)).flatMap(({ index, 0: option, groups = {} }) => {
    const { name = '' } = groups;
    if (ABOUT_OPTION.test(name) || !isSecret(name)) return [];
    const start = index + option.length;
    const end = matchAt(PARAMETER, text, start)?.end;
    return end === undefined ? [] : [{ from: index, start, end }];
  });
}

/** What a sticky pattern finds at a place. */
function matchAt(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? undefined : { end: at + match[0].length, groups: match.groups ?? {} };
}
