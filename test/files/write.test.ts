/** Files are replaced whole, beside what anybody could have laid in the way. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { namesIn, prepareFolder } from '../../src/files/folder.ts';
import { newGrowingFile } from '../../src/files/growing.ts';
import { isShared, opennessOf, sharedFolderOf } from '../../src/files/others.ts';
import { placeOf } from '../../src/files/place.ts';
import { FileProblem } from '../../src/files/problem.ts';
import { readBytes, readText } from '../../src/files/read.ts';
import { freshFile, makeFile, PRIVATE, replaceFile } from '../../src/files/write.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const TEMPORARY = /^\.esi-state-[0-9a-f]{16}\.tmp$/;

let folder: TestFolder;
let turn = 0;
let at: (name: string) => string;
before(() => {
  folder = testFolder();
});
beforeEach(() => {
  turn += 1;
  const own = folder.path(`turn-${turn}`);
  mkdirSync(own, { mode: 0o700 });
  at = (name) => (name === '' ? own : `${own}/${name}`);
});
after(() => folder.remove());

describe('a file that is replaced', () => {
  it('is the old one until all of the new one is there, which nobody else can read', () => {
    writeFileSync(at('file'), 'old');
    const fresh = freshFile(at('file'), 0o644);
    fresh.append('ne');
    const [beside = ''] = readdirSync(at('')).filter((name) => name !== 'file');
    assert.match(beside, TEMPORARY);
    assert.equal(statSync(at(beside)).mode & 0o777, 0o600);
    assert.equal(readFileSync(at('file'), 'utf8'), 'old');
    fresh.append('w');
    fresh.commit();
    assert.equal(readFileSync(at('file'), 'utf8'), 'new');
    assert.equal(statSync(at('file')).mode & 0o777, 0o644);
    assert.deepEqual(readdirSync(at('')), ['file']);
  });

  it('does not go through what was laid in its way under the names of before', () => {
    writeFileSync(at('target'), 'of somebody else');
    symlinkSync('target', at(`file.${process.pid}.tmp`));
    replaceFile(at('file'), 'text', PRIVATE);
    assert.equal(readFileSync(at('target'), 'utf8'), 'of somebody else');
    assert.equal(readFileSync(at('file'), 'utf8'), 'text');
  });

  it('stands where the new one fails or is given up, and nothing is left beside it', () => {
    writeFileSync(at('file'), 'old');
    const fresh = freshFile(at('file'));
    fresh.append('half');
    fresh.discard();
    assert.deepEqual(readdirSync(at('')), ['file']);
    const second = freshFile(at('file'));
    rmSync(at('file'));
    mkdirSync(at('file'));
    assert.throws(() => second.commit(), FileProblem);
    second.discard();
    assert.deepEqual(readdirSync(at('')), ['file']);
  });

  it('leaves nothing beside it where the process ends in the middle', () => {
    const module = fileURLToPath(new URL('../../src/files/write.js', import.meta.url));
    const script = `
      const { freshFile } = await import(process.argv[1]);
      freshFile(process.argv[2]).append('half');
      process.exit(7);`;
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script, module, at('file')]);
    assert.equal(status, 7);
    assert.deepEqual(readdirSync(at('')), []);
  });

  it('keeps mode and, as root, owner, but what is private becomes ours', () => {
    writeFileSync(at('file'), '');
    chmodSync(at('file'), 0o640);
    const owner = process.getuid?.() === 0 ? 4711 : process.getuid?.();
    if (owner === 4711) spawnSync('chown', ['4711', at('file')]);
    replaceFile(at('file'), 'text');
    assert.equal(statSync(at('file')).mode & 0o777, 0o640);
    assert.equal(statSync(at('file')).uid, owner);
    replaceFile(at('file'), 'text', PRIVATE);
    assert.equal(statSync(at('file')).mode & 0o777, 0o600);
    assert.equal(statSync(at('file')).uid, process.getuid?.());
  });
});

describe('a file that is made', () => {
  it('is there as a whole or not at all, and once', () => {
    assert.equal(makeFile(at('lock'), 'first'), true);
    assert.equal(makeFile(at('lock'), 'second'), false);
    assert.equal(readFileSync(at('lock'), 'utf8'), 'first');
    assert.deepEqual(readdirSync(at('')), ['lock']);
    assert.throws(() => makeFile(at('no/lock'), ''), FileProblem);
  });

  it('grows line by line, and never through a link', async () => {
    const file = await newGrowingFile(at('lines'));
    await file.append('one\n');
    await file.append('two\n');
    await file.close();
    assert.equal(readFileSync(at('lines'), 'utf8'), 'one\ntwo\n');
    assert.equal(statSync(at('lines')).mode & 0o777, 0o600);
    symlinkSync('elsewhere', at('link'));
    await assert.rejects(newGrowingFile(at('link')), { code: 'EEXIST' });
    assert.ok(!existsSync(at('elsewhere')));
  });

  it('a folder is made with those above it, for us alone', () => {
    prepareFolder(at('a/b/c'));
    prepareFolder(at('a/b/c'));
    for (const made of ['a', 'a/b', 'a/b/c']) assert.equal(statSync(at(made)).mode & 0o777, 0o700, made);
    assert.deepEqual(namesIn(at('a')), ['b']);
    assert.deepEqual(namesIn(at('none')), []);
    assert.throws(() => prepareFolder('/proc/none/at/all'));
  });
});

describe('what is read', () => {
  it('is what was written, whatever it is, up to the limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200_000 }), (bytes) => {
        writeFileSync(at('file'), bytes);
        assert.ok(readBytes(at('file'), bytes.length).equals(bytes));
        if (bytes.length > 0) assert.throws(() => readBytes(at('file'), bytes.length - 1), FileProblem);
      }),
      { numRuns: 30 },
    );
  });

  it('text is whole UTF-8 without a byte order mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        writeFileSync(at('file'), `\uFEFF${text}`);
        assert.equal(readText(at('file'), 10_000), text);
      }),
      { numRuns: 30 },
    );
    writeFileSync(at('file'), Buffer.of(0xc3, 0x28));
    assert.throws(() => readText(at('file'), 10), /it is not UTF-8/);
  });
});

describe('what a path leads to', () => {
  it('follows links to a file, to what is not there yet, and to open files', () => {
    symlinkSync('second', at('first'));
    symlinkSync('third', at('second'));
    const found = placeOf(at('first'));
    assert.ok(found.kind === 'name' && basename(found.path) === 'third' && found.stats === undefined);
    writeFileSync(at('third'), '');
    const there = placeOf(at('first'));
    assert.ok(there.kind === 'name' && there.stats?.isFile());
    symlinkSync('/dev/fd/1', at('out'));
    symlinkSync('out', at('out-again'));
    for (const path of [
      at('out'),
      at('out-again'),
      '/dev/stdout',
      '/proc/self/fd/1',
      `/proc/${process.pid}/fd/1`,
    ])
      assert.deepEqual(placeOf(path), { kind: 'descriptor', descriptor: 1, isOurs: true }, path);
    const other = placeOf(`/proc/${process.ppid}/fd/1`);
    assert.deepEqual(other, { kind: 'descriptor', descriptor: 1, isOurs: false });
    symlinkSync('circle', at('circle'));
    for (const path of [at('circle'), '', at('third/')])
      assert.throws(() => placeOf(path), FileProblem, path);
    assert.ok(lstatSync(at('out')).isSymbolicLink());
  });
});

describe('what others may do', () => {
  it('with a file, by its mode', () => {
    writeFileSync(at('file'), '');
    for (const [mode, may] of [
      [0o600, ''],
      [0o640, ''],
      [0o644, 'r'],
      [0o646, 'rw'],
      [0o602, 'w'],
    ] as const) {
      chmodSync(at('file'), mode);
      const { canRead, canWrite } = opennessOf(at('file')) ?? {};
      assert.equal(`${canRead ? 'r' : ''}${canWrite ? 'w' : ''}`, may, mode.toString(8));
    }
    assert.equal(opennessOf(at('')), undefined);
    assert.equal(opennessOf(at('none')), undefined);
  });

  it('in a folder, by its mode, sticky bit and owner', () => {
    for (const [mode, is] of [
      [0o700, false],
      [0o755, false],
      [0o777, true],
      [0o1777, false],
    ] as const) {
      chmodSync(at(''), mode);
      assert.equal(isShared(at(''), {}), is, mode.toString(8));
      assert.equal(sharedFolderOf(at('new'), {}) !== undefined, is, mode.toString(8));
    }
    chmodSync(at(''), 0o700);
    assert.equal(sharedFolderOf('/dev/stdout', {}), undefined);
    if (process.getuid?.() !== 0) return;
    spawnSync('chown', ['4711', at('')]);
    assert.equal(isShared(at(''), {}), true);
    assert.equal(isShared(at(''), { SUDO_UID: '4711' }), false);
  });
});
