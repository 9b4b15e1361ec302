/** Commands as they stand on a screen, and what a real shell makes of them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { widthOf } from '../../../src/drawing/width.ts';

export const COMMAND = /^(esi-state|openstack|etcdctl) /;
const LABELLED = /^(next|undo all|undo|if written|if not)( +|$)/;

/** Each command that a screen tells to type: behind its label, or alone on the next line from the first column. */
export function commandsOn(screen: string): string[] {
  const lines = screen.split('\n');
  return lines.flatMap((line, i) => {
    const label = LABELLED.exec(line)?.[0];
    if (label === undefined) return [];
    const command = line.length > label.length ? line.slice(label.length) : (lines[i + 1] ?? '');
    assert.match(command, COMMAND, `no command behind its label: ${line}`);
    return [command];
  });
}

/** No line is wider than this, but for a command that stands alone. */
export function fitsWidth(screen: string, width: number): void {
  const lines = screen.split('\n');
  for (const line of lines) assert.ok(widthOf(line) <= width || COMMAND.test(line), `too wide: ${line}`);
}

/** The words of each command as the shell splits them. Throws where the shell ran anything but these. */
export function splitBy(shell: 'bash' | 'sh', commands: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-pasted-'));
  const script = join(folder, 'script');
  try {
    writeFileSync(
      script,
      [`p() { printf '%s\\0' $# "$@"; }`, ...commands.map((line) => `p ${line}`)].join('\n'),
    );
    const ran = spawnSync(shell, [script], {
      cwd: folder,
      maxBuffer: 2 ** 28,
      env: { LANG: 'C.UTF-8', PATH: '/usr/bin:/bin' },
    });
    assert.equal(ran.stderr.toString(), '');
    assert.deepEqual(readdirSync(folder), ['script'], 'something was run');
    return wordLists(ran.stdout.toString().split('\0').slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Before each command's words stands how many they are. */
function wordLists(told: readonly string[]): string[][] {
  const lists: string[][] = [];
  for (let at = 0; at < told.length; at += 1 + Number(told[at]))
    lists.push(told.slice(at + 1, at + 1 + Number(told[at])));
  return lists;
}
