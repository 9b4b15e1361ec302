import { spawn } from 'node:child_process';
import { BIN } from './cli.ts';

/** What is waited for on the screen, and what is typed then. */
export type Exchange = readonly [question: RegExp, answer: string];

/** util-linux's script(1) gives it a terminal; each answer is typed once its question is there. */
export async function onTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ...exchanges: readonly Exchange[]
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '1', ...env },
    stdio: 'pipe',
  });
  const left = [...exchanges];
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    const [question, answer] = left[0] ?? [];
    if (question === undefined || !question.test(screen)) return;
    left.shift();
    child.stdin.write(`${answer}\n`);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.destroy();
  return { code, screen };
}
