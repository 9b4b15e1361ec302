import type { Command } from 'commander';
import { expandHome } from '../../system/account.ts';
import type { Outcome, Terminal } from '../../terminal/terminal.ts';
import { type Answer, answer, type Candidate } from './candidates.ts';
import { readRequest } from './request.ts';
import { surroundingsOf } from './surroundings.ts';

/** What the shell's script asks for at each press of the key. Whatever goes wrong, nothing is offered, and nothing said. */
export async function runComplete(
  program: Command,
  shell: string,
  words: readonly string[],
  terminal: Terminal,
): Promise<Outcome> {
  try {
    // As the shell will have it when the line is run.
    const plain = words.map((word) => expandHome(shell === 'bash' ? unquoted(word) : word, terminal.env));
    const request = readRequest(program, plain);
    const answered = await answer(request, surroundingsOf(request.flags, terminal));
    return { output: lines(answered, request.before, request.typed), exitCode: 0 };
  } catch {
    return { output: '', exitCode: 0 };
  }
}

/** bash hands words over as they are typed. */
function unquoted(word: string): string {
  return word.replace(/\\(.)|'([^']*)'?|"((?:[^"\\]|\\.)*)"?/gs, (_, one, single, double) => {
    return one ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1');
  });
}

/** The shell puts them into the line as they are, and some of them come from etcd. */
const HARMLESS = /^[\w.:@/+=-]+$/;

function lines(answered: Answer, before: string, typed: string): string {
  if (answered.kind !== 'words') return `:${answered.kind}\n`;
  const fitting = answered.candidates.filter(({ value }) => value.startsWith(typed) && HARMLESS.test(value));
  const open = fitting.length > 0 && fitting.every(({ value }) => /[/=:]$/.test(value));
  const told = fitting.map(({ value, about }) => `${before}${value}\t${oneLine(about)}\n`);
  return `${told.join('')}:${open ? 'open' : 'words'}\n`;
}

function oneLine(about: Candidate['about'] = ''): string {
  return about.replace(/[\s\p{Cc}]+/gu, ' ');
}
