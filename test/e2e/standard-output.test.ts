/**
 * Standard output that takes nothing: a full disk, a reader that went away.
 *
 * All that a command prints goes through one object (`StandardOutput`), and how it gets there is a matter of the command and
 * of whether it prints all at once or line by line, not of the words. So every command is here, in each of these two ways
 * that it has; the formats of `verify`, which have a writer of their own, are here one by one.
 */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newProgram } from '../../src/cli/program.ts';
import { VERIFY_FORMATS } from '../../src/commands/verify/formats/formats.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';
import { loadBrokenPorts } from '../support/data/broken-ports.ts';
import { PORT_ID } from '../support/data/port.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const portOf = (i: number) => `ports/${PORT_ID.replace(/^.{8}/, `0000000${i}`)}`;
const FIRST = portOf(0);
const NOW = ['--settle', '0'];

/** One line a command, or more where its ways to print differ; all of them print something. */
const LINES: readonly (readonly [words: readonly string[], formats?: readonly string[]])[] = [
  [
    ['show', FIRST],
    ['table', 'ndjson'],
  ],
  [['show', FIRST, '--raw']],
  [['verify', '--all', ...NOW], Object.keys(VERIFY_FORMATS)],
  [['verify', '--all', '--list', ...NOW]],
  [['verify', FIRST, ...NOW]],
  [['list'], ['table', 'ndjson', 'name']],
  [
    ['repair', '--all', '--dry-run', ...NOW],
    ['table', 'json', 'ndjson'],
  ],
  [['repair', FIRST, ...NOW]],
  [
    ['undo', 'ENTRY', '--dry-run'],
    ['table', 'json'],
  ],
  [['journal'], ['table', 'ndjson']],
  [['rules']],
  [['rules', 'outputs-differ'], ['json']],
  [['ping'], ['table', 'json']],
  [['config']],
  [['completion', 'bash']],
  [['__complete', 'bash', 'verify', '']],
  [['--version']],
  [['--help']],
  [['help']],
  [['verify', '--help']],
  [['verify', '--fail-on', 'never', '-o', 'prometheus']],
  [['verify', '--all', '-o', 'nagios', '--endpoints', '127.0.0.1:1']],
];

const verbs = newProgram({} as Terminal, () => undefined).commands.map((command) => command.name());
const CASES = LINES.flatMap(([words, formats]) =>
  (formats ?? [undefined]).map((format) => withFormat(words, format)),
);

function withFormat(words: readonly string[], format: string | undefined): string[] {
  return [...words, ...(format === undefined ? [] : ['-o', format])];
}

/** A shell that redirects, and becomes the program. */
const redirected = (how: string) => ['bash', '-c', `${how}`, 'bash'];
const FULL = redirected('exec "$@" >/dev/full');
/** The reader is gone before anything is written, so that no time counts. */
const GONE = redirected('exec 4> >(:); wait $!; exec "$@" >&4 4>&-');
const NO_STDERR = {
  full: redirected('exec "$@" 2>/dev/full'),
  gone: redirected('exec 4> >(:); wait $!; exec "$@" 2>&4 4>&-'),
};

let etcd: TestEtcd;
let folder: TestFolder;
let entry: string;
before(async () => {
  etcd = await testEtcd();
  folder = testFolder();
  await loadBrokenPorts(etcd, 8);
  const mended = await run(['repair', portOf(4), '--yes', ...NOW, '-o', 'json']);
  assert.equal(mended.code, 0, mended.stderr);
  entry = JSON.parse(mended.stdout).resources[0].plan.id;
});
after(async () => {
  await etcd.stop();
  folder.remove();
});

function run(words: readonly string[], through: readonly string[] = []): Promise<Ran> {
  const args = words.map((word) => (word === 'ENTRY' ? entry : word));
  return esiState(args, { env: { ...etcd.env, XDG_STATE_HOME: folder.path('state') }, through });
}

const errorsIn = ({ stderr }: Ran) => stderr.split('\n').filter((line) => /^error: |^\{"error"/.test(line));

describe('a full disk is exit 3 and one line', () => {
  it('the table has every command', () => {
    const listed = new Set(CASES.map(([verb]) => verb));
    assert.deepEqual(
      verbs.filter((verb) => !listed.has(verb)),
      [],
    );
  });

  for (const words of CASES)
    it(words.join(' '), async () => {
      const ran = await run(words, FULL);
      assert.equal(ran.code, 3, ran.stderr);
      const told = errorsIn(ran).filter((line) => line.includes('standard output'));
      assert.equal(told.length, 1, ran.stderr);
      assert.match(told[0] ?? '', /standard output could not be written: ENOSPC/);
      assert.doesNotMatch(ran.stderr, /^ *at |internal error/m);
    });
});

describe('a reader that is gone is exit 141, and nothing is said of it', () => {
  for (const words of CASES)
    it(words.join(' '), async () => {
      const ran = await run(words, GONE);
      assert.equal(ran.code, 141, ran.stderr);
      assert.doesNotMatch(ran.stderr, /standard output|EPIPE|^ *at |internal error/m);
    });
});

describe('who does not hear what is said beside the result gets the result and its code', () => {
  const loud: readonly (readonly string[])[] = [
    ['verify', '--all', '--progress', 'json', '-o', 'json', ...NOW],
    ['repair', FIRST, ...NOW],
    ['show', FIRST, 'ffff0000'],
    ['verify', '--nonsense'],
    ['ping', '--endpoints', '127.0.0.1:1'],
  ];
  for (const words of loud)
    it(words.join(' '), async () => {
      const heard = await run(words);
      assert.notEqual(heard.stderr + String(heard.code), '0');
      for (const [how, through] of Object.entries(NO_STDERR)) {
        const unheard = await run(words, through);
        assert.equal(unheard.code, heard.code, how);
        assert.equal(unheard.stdout.replace(/\d+ ms/g, ''), heard.stdout.replace(/\d+ ms/g, ''), how);
      }
    });
});

describe('what a run leaves where nobody takes its result', () => {
  it('a disk with room for a part: what is there is no whole result, and that is exit 3', async () => {
    const file = folder.path('cut');
    const ran = await run(
      ['verify', '--all', ...NOW, '-o', 'json'],
      redirected(`ulimit -f 1; exec "$@" >'${file}'`),
    );
    assert.equal(ran.code, 3, ran.stderr);
    assert.equal(statSync(file).size, 1024);
  });

  it('standard output that is open for reading only is exit 3', async () => {
    const ran = await run(['rules'], redirected('exec "$@" 1</dev/null'));
    assert.equal(ran.code, 3, ran.stderr);
  });

  it('a lock is given back', async () => {
    for (const through of [FULL, GONE]) {
      const lock = folder.path('lock');
      const ran = await run(
        ['verify', '--all', '--list-all', ...NOW, '-o', 'ndjson', '--lock', lock],
        through,
      );
      assert.equal(ran.code, through === FULL ? 3 : 141);
      assert.throws(() => statSync(lock), /ENOENT/);
    }
  });

  it('a repair whose plan could not be shown is not begun', async () => {
    for (const through of [FULL, GONE]) {
      const ran = await run(['repair', '--all', '--yes', ...NOW], through);
      assert.equal(ran.code, through === FULL ? 3 : 141, ran.stderr);
      assert.equal(JSON.parse((await run(['journal', '-o', 'json'])).stdout).entries.length, 1);
    }
  });
});

describe('a reader that goes away during a repair', () => {
  for (const format of ['table', 'ndjson'])
    it(`of ${format}: what is under way is finished, no other is begun`, async () => {
      await etcd.clear();
      await loadBrokenPorts(etcd, 8);
      const log = folder.path(`journal-${format}`);
      const ran = await run(
        ['repair', '--all', '--yes', ...NOW, '-o', format, '--journal-dir', log],
        // It reads until the first result, and is gone when the second one comes.
        redirected(
          `set -o pipefail; "$@" --pause 1s | grep -m1 -e '^done' -e '"written"'; exit \${PIPESTATUS[0]}`,
        ),
      );
      assert.equal(ran.code, 141, ran.stderr);
      const { entries } = JSON.parse((await run(['journal', '--journal-dir', log, '-o', 'json'])).stdout);
      assert.deepEqual(
        entries.map(({ outcome }: { outcome: string }) => outcome),
        ['written', 'written'],
      );
    });
});
