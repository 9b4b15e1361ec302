import { UsageError } from '../errors.ts';

/**
 * The names with `-` replaced by those on `input`, one a line; space around them (and so `\r`) is trimmed, blank lines
 * and those that begin with `#` are skipped. `input` is asked for only where `-` is there. Throws `UsageError` where `-` is
 * there twice, can't be read, or brings no name: a list that came out empty must not look like a clean bill of health.
 */
export async function expandNames(
  names: readonly string[],
  input: () => AsyncIterable<string | Uint8Array>,
): Promise<string[]> {
  const dash = names.indexOf('-');
  if (dash === -1) return [...names];
  if (names.indexOf('-', dash + 1) !== -1) throw new UsageError('standard input ("-") can be read only once');
  const read = await namesOn(input());
  if (read.length === 0) throw new UsageError('there is no name on standard input');
  return [...names.slice(0, dash), ...read, ...names.slice(dash + 1)];
}

async function namesOn(input: AsyncIterable<string | Uint8Array>): Promise<string[]> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of input) {
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    }
  } catch (cause) {
    throw new UsageError(`standard input can't be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
  return (text + decoder.decode())
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
