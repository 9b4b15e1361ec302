/** Options that name a file to be written. */

import { type Format, VERIFY_FORMATS } from '../commands/verify/formats/formats.ts';
import { UsageError } from '../errors.ts';
import { whyOf } from '../files/problem.ts';
import { plainTarget, targetOf } from '../files/target.ts';

/** Words that mean a format where `-o` or `--output` takes one: ours, and those of etcdctl, kubectl, helm and aws. */
const FORMATS: ReadonlySet<string> = new Set([
  ...(Object.keys(VERIFY_FORMATS) as Format[]),
  ...[
    'yaml',
    'yml',
    'name',
    'wide',
    'text',
    'simple',
    'fields',
    'protobuf',
    'csv',
    'tsv',
    'html',
    'markdown',
  ],
  ...['xml', 'jsonl', 'jsonpath', 'jsonpath-file', 'go-template', 'go-template-file', 'template'],
  ...['custom-columns', 'custom-columns-file', 'yaml-stream'],
]);

/** Throws `UsageError` for a name that is rather meant as a format; `./json` names such a file. */
export function refuseFormatName(option: string, path: string): void {
  const word = path.toLowerCase().replace(/=.*$/s, '');
  if (!FORMATS.has(word)) return;
  const meant = Object.hasOwn(VERIFY_FORMATS, word) ? `-o ${word}` : `-o, which has no ${word}`;
  throw new UsageError(`${option} names a file, and ${JSON.stringify(path)} is a format`, {
    hint: `the format is chosen with ${meant}; a file of that name is ./${path}`,
  });
}

/** Before etcd is asked. Throws `UsageError` where it can be neither replaced nor written through. */
export function checkWritten(option: string, path: string): void {
  refuseFormatName(option, path);
  attempt(option, path, targetOf);
}

/** The same for what is read again later. */
export function checkReplaced(option: string, path: string): void {
  refuseFormatName(option, path);
  attempt(option, path, plainTarget);
}

function attempt(option: string, path: string, look: (path: string) => unknown): void {
  try {
    look(path);
  } catch (cause) {
    throw new UsageError(`${option} ${path} can't be written: ${whyOf(cause)}`, {
      hint: 'name a file in a folder that is there and may be written to',
      cause,
    });
  }
}
