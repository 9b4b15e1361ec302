/** Options that name a file to be written. */

import { UsageError } from '../errors.ts';
import { whyOf } from '../files/problem.ts';
import { plainTarget, targetOf } from '../files/target.ts';

/** Words that mean a format where `-o` or `--output` takes one: ours, and those of etcdctl, kubectl, helm and aws. */
const FORMATS: ReadonlySet<string> = new Set([
  ...['table', 'json', 'ndjson', 'prometheus', 'nagios', 'baseline', 'yaml', 'yml', 'name', 'wide', 'text'],
  ...['simple', 'fields', 'protobuf', 'csv', 'tsv', 'html', 'markdown', 'xml', 'jsonl', 'jsonpath'],
  ...['jsonpath-file', 'go-template', 'go-template-file', 'template', 'custom-columns'],
  ...['custom-columns-file', 'yaml-stream'],
]);

/** An option that names a file to be written, and the formats of its verb. */
export interface FileOption {
  readonly option: string;
  readonly formats: readonly string[];
}

/** Throws `UsageError` for a name that is rather meant as a format; `./json` names such a file. */
function refuseFormatName({ option, formats }: FileOption, path: string): void {
  const word = path.toLowerCase().replace(/=.*$/s, '');
  if (!FORMATS.has(word) && !formats.includes(word)) return;
  const meant = formats.includes(word) ? `-o ${word}` : `-o, which has no ${word}`;
  throw new UsageError(`${option} names a file, and ${JSON.stringify(path)} is a format`, {
    hint: `the format is chosen with ${meant}; a file of that name is ./${path}`,
  });
}

/** Before etcd is asked. Throws `UsageError` where it can be neither replaced nor written through. */
export function checkWritten(file: FileOption, path: string): void {
  refuseFormatName(file, path);
  attempt(file.option, path, targetOf);
}

/** The same for what is read again later. */
export function checkReplaced(file: FileOption, path: string): void {
  refuseFormatName(file, path);
  attempt(file.option, path, plainTarget);
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
