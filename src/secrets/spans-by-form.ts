import type { Span } from './span.ts';

const PEM = '[A-Z0-9 ]{0,50}PRIVATE KEY';
const USER = '//[^\\s/:@"<>[\\]]{0,200}:';

/** What comes before the secret is `lead`, and stays readable. */
const FORMS: readonly RegExp[] = [
  // A private key, up to its end, a quote, or where the text was cut.
  new RegExp(`(?<lead>-----BEGIN ${PEM}[A-Z ]{0,20}-----)(?<secret>[^"'<>]*?)(?=-----END |["'<>]|$)`, 'g'),
  // The end of one whose beginning was cut off.
  new RegExp(`(?<![A-Za-z0-9+/=\\s])(?<secret>[A-Za-z0-9+/=\\s]+)(?=-----END ${PEM})`, 'g'),
  // The password in a URL; with a slash in it, it is no port.
  new RegExp(`(?<lead>${USER})(?<secret>[^\\s/?#"<>]{1,1000})(?=@)`, 'g'),
  new RegExp(`(?<lead>${USER})(?!\\d{1,5}(?:[/?#]|$))(?<secret>(?:[^\\s"<>@/]|/(?!/)){1,300})(?=@)`, 'g'),
  // A token alone as the user in a URL.
  /(?<lead>\bhttps?:\/\/)(?<secret>[\w.~-]{20,200})(?=@)/g,
  // Keystone's tokens.
  /(?<secret>gAAAAA[\w-]{20,}={0,2})/g,
  // GitHub's, GitLab's, Vault's and Slack's tokens; hashes of passwords as crypt(5) has them.
  /(?<![\w-])(?<secret>(?:gh[pousr]_|github_pat_|glpat-|hv[sb]\.|xox[abpors]-)[\w-]{16,})/g,
  /(?<secret>\$(?:1|2[abxy]|5|6|7|gy|y)\$[\w./$=,]{8,})/g,
  // Of words behind "bearer" only one with a digit is a token.
  /(?<lead>\bBearer[ \t]{1,10})(?=[A-Za-z._~+/-]{0,200}\d)(?<secret>[\w.~+/-]{8,}={0,2})/gi,
  // curl's user and password.
  /(?<lead>\bcurl\b[^\n]{0,500}?[ \t](?:-u|-U|--user|--proxy-user)[ \t=]{0,10}["']?[^\s:"']{0,200}:)(?<secret>[^\s"']{1,1000})/g,
];

/** Secrets that show by their own form, in any order. */
export function spansByForm(text: string): Span[] {
  return [...FORMS.flatMap((form) => spansOf(text, form)), ...basicSpans(text), ...jwtSpans(text)];
}

function spansOf(text: string, form: RegExp): Span[] {
  return Array.from(text.matchAll(form), ({ index, groups = {} }) => {
    const { lead = '', secret = '' } = groups;
    const start = index + lead.length;
    return { from: index, start, end: start + secret.length };
  }).filter(({ start, end }) => end > start);
}

const BASIC = /(?<lead>\bBasic[ \t]{1,10})(?<secret>[A-Za-z0-9+/]{4,}={0,2})/gi;

/** A user and a password, which Base64 does not hide. */
function basicSpans(text: string): Span[] {
  return spansOf(text, BASIC).filter(({ start, end }) =>
    /^[^\p{Cc}]+:[^\p{Cc}]*$/u.test(Buffer.from(text.slice(start, end), 'base64').toString()),
  );
}

/** Dots part a JSON Web Token; its header, and mostly its claims, begin with `{"` in Base64. */
const DOTTED = /(?<![\w.-])[\w-]+(?:\.[\w-]*)+/g;
const BEGINS = 'eyJ';
const SHORTEST_HEADER = 9;

function jwtSpans(text: string): Span[] {
  if (!text.includes(BEGINS)) return [];
  return Array.from(text.matchAll(DOTTED), ({ index, 0: dotted }) => {
    const start = beginningOfJwt(dotted);
    return { from: index + start, start: index + start, end: index + dotted.length };
  }).filter(({ start, end }) => end > start);
}

/** Where it begins within the parts; their length where there is none. */
function beginningOfJwt(dotted: string): number {
  let at = 0;
  const parts = dotted.split('.');
  for (const [i, part] of parts.entries()) {
    const begins = part.indexOf(BEGINS);
    const [claims = '', signature] = parts.slice(i + 1, i + 3);
    const isToken = claims.startsWith(BEGINS) || (claims !== '' && signature !== undefined);
    if (begins >= 0 && part.length - begins >= SHORTEST_HEADER && isToken) return at + begins;
    at += part.length + 1;
  }
  return dotted.length;
}
