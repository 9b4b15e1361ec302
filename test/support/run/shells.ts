/** Shells as a person uses them: with a terminal, keys that are pressed, and the tool in PATH. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { unpackTree } from '../../../tools/throwaway-etcd/distribution.ts';
import { ROOT } from './cli.ts';

export interface Shell {
  /** What starts it with a prompt and without anybody's settings. */
  readonly start: string;
  readonly env: Readonly<Record<string, string>>;
  /** Typed first: makes it complete. */
  readonly load: string;
}

const CACHE = join(ROOT, '.cache', `shells-${process.arch}`);

function isInstalled(program: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return folders.some((folder) => existsSync(join(folder, program)));
}

export async function bash(): Promise<Shell> {
  return {
    start: 'bash --norc --noprofile -i',
    env: { PS1: '$ ' },
    load: 'source <(esi-state completion bash)',
  };
}

/** The installed one, else the distribution's static one, which needs no modules of the system. */
export async function zsh(): Promise<Shell> {
  const load = 'autoload -U compinit; compinit -u -D; source <(esi-state completion zsh)';
  if (isInstalled('zsh')) return { start: 'zsh -f -i', env: {}, load };
  const tree = await unpackTree('zsh', ['zsh-static', 'zsh-common'], CACHE);
  const functions = join(tree, 'usr/share/zsh/functions');
  const folders = readdirSync(functions, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  return { start: `${join(tree, 'bin/zsh-static')} -f -i`, env: { FPATH: folders.join(':') }, load };
}

/** The installed one, else the distribution's, which finds its files beside itself. */
export async function fish(): Promise<Shell> {
  const load = 'esi-state completion fish | source';
  if (isInstalled('fish')) return { start: 'fish --no-config -i', env: {}, load };
  const tree = await unpackTree('fish', ['fish', 'fish-common', 'libpcre2-32-0'], CACHE);
  mkdirSync(join(tree, 'usr/etc/fish'), { recursive: true });
  const libraries = join(tree, 'usr/lib');
  const paths = [libraries, ...readdirSync(libraries).map((name) => join(libraries, name))];
  return {
    start: `${join(tree, 'usr/bin/fish')} --no-config -i`,
    env: { LD_LIBRARY_PATH: paths.join(':') },
    load,
  };
}

/** The lines that `print` printed, once this was typed and the shell has ended. Tab is `\t`. */
export async function typed(
  shell: Shell,
  keys: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn('script', ['-qec', shell.start, '/dev/null'], {
    env: { ...env, ...shell.env, TERM: 'xterm', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const seen = watch(child);
  // In two pieces: the terminal shows what is typed, too.
  child.stdin?.write(`${shell.load}; echo "rea""dy"\n`);
  await seen.until('ready');
  child.stdin?.end([...keys, 'exit', ''].join('\n'));
  await seen.ended;
  return seen.text();
}

function watch(child: ChildProcess) {
  let text = '';
  let look = () => {};
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    look();
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const until = (word: string) =>
    new Promise<void>((resolve, reject) => {
      look = () => text.includes(word) && resolve();
      look();
      void ended.then(() => reject(new Error(`the shell ended before it said ${word}: ${text}`)));
    });
  return { text: () => text, until, ended };
}
