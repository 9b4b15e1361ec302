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

/** A word that something may be said of; an option has dashes before it, and curl's `-H` may stand close to its header. */
const NAME = /(?<![\w.-])-{0,2}[A-Za-z_][\w.-]{0,100}(?=["']?[ \t]{0,10}[:=])/g;
const SEPARATOR = /(?<quote>["'])?[ \t]{0,10}(?<sign>[:=])[ \t]{0,10}/y;
const SCHEME = /(?:Basic|Bearer|Token|Negotiate|NTLM)[ \t]+/iy;
/** These schemes have their secret among parameters. */
const WHOLE_LINE = /(?:Digest|AWS4-HMAC-SHA256|Signature|Hawk)[ \t][^\r\n]*/iy;
const QUOTED = /[ub]?(?<quote>["'])/y;
const IN_QUOTES: Readonly<Record<string, RegExp>> = { '"': /[^\r\n"]+/y, "'": /[^\r\n']+/y };
const WORD = /[^\s"']+/y;
const LINE = /[^\r\n"']+/y;
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
  const start = matchAt(SCHEME, text, begin)?.end ?? begin;
  const end = endOfHeader(text, start, own?.groups['quote'] ?? around, TO_THE_END.test(name));
  return end > start ? [{ from, start, end }] : [];
}

function endOfHeader(text: string, start: number, quote: string | undefined, toTheEnd: boolean): number {
  const inQuotes = IN_QUOTES[quote ?? ''];
  if (inQuotes !== undefined) return matchAt(inQuotes, text, start)?.end ?? start;
  const whole = matchAt(WHOLE_LINE, text, start);
  return (whole ?? matchAt(toTheEnd ? LINE : WORD, text, start))?.end ?? start;
}

/** In a URL nothing else belongs to it; elsewhere more of the line may. */
function parameterSpan(text: string, { name, from, at }: Named, isSecret: SecretKeys): Span[] {
  const isSignature = SIGNATURE.test(name) || HEADER.test(name);
  if (!isSignature && !isSecret(name)) return [];
  const end = matchAt(PARAMETER, text, at)?.end;
  if (end === undefined) return [];
  const inUrl = /[?&;]/.test(text[from - 1] ?? '');
  return [{ from: isSignature || inUrl ? from : at, start: at, end }];
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
