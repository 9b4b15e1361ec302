/** The fenced blocks of the project's pages, and what is said of them in a comment on the line before. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cli.ts';

export interface Block {
  /** `README.md:12`. */
  readonly place: string;
  readonly language: string;
  readonly lines: readonly string[];
  /** `<!-- not run: REASON -->`. */
  readonly notRun?: string;
}

/** Made by `npm run docs` out of the rules' examples, which are tests of their own. */
const GENERATED = ['rules.md'];

export function documentBlocks(): Block[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter(
    (name) => name.endsWith('.md') && !GENERATED.includes(name),
  );
  return ['README.md', ...docs.map((name) => `docs/${name}`)].flatMap((page) =>
    blocksOf(page, readFileSync(join(ROOT, page), 'utf8')),
  );
}

function blocksOf(page: string, text: string): Block[] {
  return Array.from(
    text.matchAll(/(?<before>^[^\n]*\n|^)```(?<language>\w*)\n(?<body>.*?)^```$/gms),
    (found) => {
      const { before = '', language = '', body = '' } = found.groups ?? {};
      const line = text.slice(0, found.index + before.length).split('\n').length;
      const notRun = /^<!-- not run: (.+) -->$/m.exec(before)?.[1];
      return {
        ...{ place: `${page}:${line}`, language, lines: body.trimEnd().split('\n') },
        ...(notRun === undefined ? {} : { notRun }),
      };
    },
  );
}
