import { spawn } from 'node:child_process';
import { BIN } from './cli.ts';

/** util-linux's script(1) gives it a terminal; the answer is typed once the question is there. */
export async function onTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { question, answer }: { readonly question: RegExp; readonly answer: string },
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '1', ...env },
    stdio: 'pipe',
  });
  let screen = '';
  let typed = false;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (typed || !question.test(screen)) return;
    typed = true;
    child.stdin.write(`${answer}\n`);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stdin.destroy();
  return { code, screen };
}
