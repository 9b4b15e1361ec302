/**
 * Every option that names a file, and whatever can lie under that name: nothing hangs, and nothing strange is replaced.
 *
 * What a name leads to is judged in one place for all that is read (`files/read.ts`), and in one for all that is written
 * (`files/target.ts`, with what is read again as a case of its own), which test/files tries alone. So three options meet
 * every kind here; each of the others meets those that show that it goes that way: it would hang, or never end, else.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, KEYS, PORT, putPort } from '../support/data/port.ts';
import { BIN, esiState, type Ran } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { type FileKinds, fileKinds, oddFiles } from '../support/run/file-kinds.ts';

/** Whoever asks etcd ends with 3: 2 shows that nothing was asked. */
const NOWHERE = ['--endpoints', '127.0.0.1:1', '--dial-timeout', '100ms', '--command-timeout', '300ms'];
const NOWHERE_BY_TLS = ['--endpoints', 'https://127.0.0.1:1'];

let kinds: FileKinds;
before(async () => {
  kinds = await fileKinds();
  oddFiles(kinds.path);
});
after(() => kinds.remove());

/** A run that hangs is ended after 20 s, with 124, or 137 where it does not even hear the signal. */
async function run(args: readonly string[], options: Parameters<typeof esiState>[1] = {}): Promise<Ran> {
  const ran = await esiState(args, { through: ['timeout', '-k', '1', '20'], ...options });
  assert.ok(![124, 137, null].includes(ran.code), `hangs: ${args.join(' ')}`);
  return ran;
}

function isOneError({ stderr, stdout }: Ran, what: string): void {
  assert.match(stderr, /^error: [^\n]+\n$/, what);
  assert.equal(stdout, '', what);
}

interface Case {
  readonly option: string;
  readonly command: (path: string) => readonly string[];
  /** For what is no plain file. */
  readonly code: number;
  /** It stands for all that is read, or written, in its way: it meets every kind. */
  readonly meetsAll?: true;
  /** Its content is parsed by code of its own, or was there before; else the largest is enough. */
  readonly meetsOdd?: true;
  /** For what is plain and makes no sense. */
  readonly odd: Readonly<Record<'empty' | 'bytes' | 'huge', number>>;
}

const READ: readonly Case[] = [
  {
    option: '--config',
    command: (path) => ['show', PORT, '--config', path, ...NOWHERE],
    code: 2,
    meetsAll: true,
    meetsOdd: true,
    odd: { empty: 3, bytes: 2, huge: 2 },
  },
  {
    option: '--baseline',
    command: (path) => ['verify', '--all', '--baseline', path, ...NOWHERE],
    code: 2,
    meetsOdd: true,
    odd: { empty: 3, bytes: 2, huge: 2 },
  },
  {
    option: '--apply',
    command: (path) => ['repair', '--apply', path, ...NOWHERE],
    code: 2,
    meetsOdd: true,
    odd: { empty: 2, bytes: 2, huge: 2 },
  },
  {
    option: '--password-file',
    command: (path) => ['ping', '--user', 'me', '--password-file', path, ...NOWHERE],
    code: 2,
    meetsOdd: true,
    odd: { empty: 2, bytes: 2, huge: 2 },
  },
  ...[['--cacert'], ['--cert', '--key', '/dev/null'], ['--key', '--cert', '/dev/null']].map(
    ([option = '', ...more]): Case => ({
      option,
      command: (path) => ['verify', '--all', option, path, ...more, ...NOWHERE_BY_TLS],
      code: 2,
      odd: { empty: 2, bytes: 2, huge: 2 },
    }),
  ),
];

const WRITTEN: readonly Case[] = [
  {
    option: '--since',
    command: (path) => ['verify', '--all', '--since', path, ...NOWHERE],
    code: 2,
    meetsAll: true,
    meetsOdd: true,
    odd: { empty: 3, bytes: 3, huge: 3 },
  },
  {
    option: '--lock',
    command: (path) => ['verify', '--all', '--lock', path, ...NOWHERE],
    code: 2,
    odd: { empty: 3, bytes: 3, huge: 3 },
  },
  {
    option: '-o prometheus --output',
    command: (path) => ['verify', '--all', '-o', 'prometheus', '--output', path, ...NOWHERE],
    code: 2,
    meetsAll: true,
    meetsOdd: true,
    odd: { empty: 3, bytes: 3, huge: 3 },
  },
  // Table, NDJSON and baseline are written as this one is; outputs.test.ts has all of them.
  {
    option: '-o json --output',
    command: (path) => ['verify', '--all', '-o', 'json', '--output', path, ...NOWHERE],
    code: 2,
    odd: { empty: 3, bytes: 3, huge: 3 },
  },
  {
    option: '-o nagios --output',
    command: (path) => ['verify', '--all', '-o', 'nagios', '--output', path, ...NOWHERE],
    code: 3,
    odd: { empty: 3, bytes: 3, huge: 3 },
  },
  {
    option: '--plan-out',
    command: (path) => ['repair', PORT, '--plan-out', path, ...NOWHERE],
    code: 2,
    odd: { empty: 3, bytes: 3, huge: 3 },
  },
];

describe('files of every kind', () => {
  for (const { option, command, code, odd, meetsAll = false, meetsOdd = false } of [...READ, ...WRITTEN]) {
    it(`${option}: nothing hangs, and what is no plain file is refused`, async () => {
      for (const kind of meetsAll ? kinds.strange : ['pipe', kinds.endless.at(-1) ?? 'proc']) {
        const before = kinds.look(kind);
        const ran = await run(command(kinds.path(kind)));
        assert.equal(ran.code, code, `${option} ${kind}: ${ran.stderr}`);
        if (option !== '-o nagios --output' && !/json/.test(option)) isOneError(ran, `${option} ${kind}`);
        assert.equal(kinds.look(kind), before, `${option} ${kind}`);
      }
    });

    it(`${option}: a plain file that makes no sense is no bug of ours`, async () => {
      for (const kind of meetsOdd ? (['empty', 'bytes', 'huge'] as const) : (['huge'] as const)) {
        const ran = await run(command(kinds.path(kind)));
        assert.equal(ran.code, odd[kind], `${option} ${kind}: ${ran.stderr}`);
      }
      oddFiles(kinds.path);
    });
  }

  it('--journal-dir: whatever is no folder is refused before etcd is asked', async () => {
    // Whatever is there and no folder is one thing to it (`files/folder.ts`).
    const places = ['pipe', 'circle', 'empty', 'stdout'];
    for (const place of [...places.map(kinds.path), '/proc', '/proc/esi-state/journal', '/proc/self/fd']) {
      const ran = await run(['repair', PORT, '--journal-dir', place, '--yes', ...NOWHERE]);
      assert.equal(ran.code, 5, `${place}: ${ran.stderr}`);
      isOneError(ran, place);
    }
  });

  it('--journal-dir: what lies in the folder as a journal file, and is none', async () => {
    for (const kind of [...kinds.endless, 'folder']) {
      const folder = kinds.path(`journal-with-${kind}`);
      mkdirSync(folder, { mode: 0o700 });
      symlinkSync(kinds.path(kind), join(folder, 'run-20260101T000000-abcdef.jsonl'));
      // Both read the folder by the same function.
      const undo = kind === 'pipe' ? [['undo', 'abcd', '--yes', ...NOWHERE]] : [];
      for (const args of [['journal'], ...undo]) {
        const ran = await run([...args, '--journal-dir', folder]);
        assert.equal(ran.code, 5, `${args[0]} ${kind}: ${ran.stderr}`);
        isOneError(ran, kind);
      }
    }
  });

  it('an empty name is refused, wherever one is given', async () => {
    for (const { option, command, code } of [...READ, ...WRITTEN]) {
      const ran = await run(command(''));
      // An empty ETCDCTL_CACERT is none, and so is the option.
      assert.equal(ran.code, code, `${option}: ${ran.stderr}`);
    }
    assert.equal((await run(['journal', '--journal-dir', ''])).code, 2);
  });

  it('every command: a pipe as --config or --password-file', async () => {
    const pipe = kinds.path('pipe');
    const commands = [
      ['show', PORT],
      ['verify', '--all'],
      ['repair', PORT],
      ['undo', 'abcd'],
      ['journal', '--resolve'],
      ['ping'],
    ];
    const more = ['config', 'rules'].map((verb) => [verb]);
    for (const command of [...commands, ...more]) {
      const { code, stderr } = await run([...command, ...NOWHERE, '--config', pipe]);
      assert.equal(code, 2, `${command.join(' ')}: ${stderr}`);
      assert.match(stderr, /it is a pipe/);
    }
    const own = ['--journal-dir', kinds.path('journal-of-none')];
    for (const command of commands) {
      const args = ['repair', 'undo', 'journal'].includes(command[0] ?? '') ? [...command, ...own] : command;
      const { code, stderr } = await run([...args, ...NOWHERE, '--user', 'me', '--password-file', pipe]);
      assert.equal(code, 2, `${command.join(' ')}: ${stderr}`);
      assert.match(stderr, /the password file .* it is a pipe/);
    }
    assert.equal((await run(['__complete', 'bash', '--config', pipe, '--context', ''])).code, 0);
  });
});

describe('files of every kind, of a store that answers', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await putPort(etcd);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });
  after(() => etcd.stop());
  const NOW = ['--settle', '0'];
  const asked = (...args: string[]) => run(args, { env: etcd.env });
  const verify = (...args: string[]) => asked('verify', '--all', ...NOW, ...args);

  /** One that knows all that is broken, with a reason. */
  const baseline = async () =>
    (await verify('-o', 'baseline')).stdout.replace(/"reason": ?""/g, '"reason": "known"');

  /** As a shell would run it, with its redirections and process substitutions. */
  async function shell(line: string): Promise<Ran> {
    const through = [
      'timeout',
      '-k',
      '1',
      '20',
      'bash',
      '-c',
      `esi() { node "${BIN}" "$@"; }; ${line}`,
      'bash',
    ];
    return run([], { env: etcd.env, through });
  }

  it('what is open already is read: <(…) and /dev/stdin', async () => {
    const plan = kinds.path('plan');
    assert.equal((await asked('repair', PORT, ...NOW, '--plan-out', plan)).code, 0);
    for (const from of ['<(cat PLAN)', '/dev/stdin < PLAN', '/dev/fd/7 7< PLAN']) {
      const { code, stdout, stderr } = await shell(
        `esi repair --dry-run --apply ${from.replace('PLAN', plan)}`,
      );
      assert.equal(code, 0, `${from}: ${stderr}`);
      assert.match(stdout, /PLAN/);
    }
    const piped = await shell(`cat ${plan} | esi repair --dry-run --apply /dev/stdin`);
    assert.equal(piped.code, 0, piped.stderr);
    const known = kinds.path('known');
    writeFileSync(known, await baseline());
    assert.equal((await shell(`esi verify --all ${NOW.join(' ')} --baseline <(cat ${known})`)).code, 0);
    const config = `severities: {outputs-differ: warning}`;
    assert.equal((await shell(`esi verify --all ${NOW.join(' ')} --config <(echo '${config}')`)).code, 0);
    const user = await shell('esi ping --user me --password-file <(echo secret)');
    assert.doesNotMatch(user.stderr, /password file/);
  });

  it('what is open already is written through: /dev/stdout, >(…) and 2>', async () => {
    const begins: Readonly<Record<string, readonly [number, RegExp]>> = {
      ...{ table: [1, /^BROKEN /m], json: [1, /^\{/], ndjson: [1, /^\{/], prometheus: [1, /^# HELP /] },
      ...{ nagios: [2, /^ESI_STATE CRITICAL /], baseline: [1, /"reason": ?""/] },
    };
    for (const [format, [code, text]] of Object.entries(begins)) {
      const out = await verify('-o', format, '--output', kinds.path('stdout'));
      assert.equal(out.code, code, format);
      assert.match(out.stdout, text, format);
      assert.equal(readlinkSync(kinds.path('stdout')), '/proc/self/fd/1', format);
    }
    const file = kinds.path('appended');
    writeFileSync(file, 'before\n');
    const all = `verify --all ${NOW.join(' ')} -o json`;
    await shell(`{ esi ${all} --output /dev/stdout; echo after; } >> ${file}`);
    assert.match(readFileSync(file, 'utf8'), /^before\n\{.*\}\nafter\n$/s);
    const through = kinds.path('through');
    const written = await shell(`esi ${all} --output >(cat > ${through}); code=$?; wait $!; exit $code`);
    assert.equal(written.code, 1, written.stderr);
    assert.match(readFileSync(through, 'utf8'), /"outputs-differ"/);
    assert.match((await shell(`esi ${all} --output /dev/stderr`)).stderr, /"outputs-differ"/);
  });

  it('--plan-out: standard output shows the plan, so it is refused there', async () => {
    const { code, stderr } = await asked('repair', PORT, ...NOW, '--plan-out', kinds.path('stdout'));
    assert.equal(code, 2);
    assert.match(stderr, /^error: --plan-out can not be standard output/);
    assert.equal(readlinkSync(kinds.path('stdout')), '/proc/self/fd/1');
  });

  const writers: readonly (readonly [string, (path: string) => Promise<Ran>])[] = [
    ['--output', (path) => verify('-o', 'json', '--output', path)],
    ['-o prometheus --output', (path) => verify('-o', 'prometheus', '--output', path)],
    ['--plan-out', (path) => asked('repair', PORT, ...NOW, '--plan-out', path)],
    ['--since', (path) => verify('--since', path)],
  ];
  for (const [option, write] of writers) {
    it(`${option}: a link's target is replaced or made, and the link stays`, async () => {
      const target = kinds.path(`target of ${option}`);
      const link = kinds.path(`link of ${option}`);
      symlinkSync(`target of ${option}`, link);
      for (const turn of ['made', 'replaced']) {
        assert.ok([0, 1].includes((await write(link)).code ?? -1), turn);
        assert.equal(readlinkSync(link), `target of ${option}`, turn);
        assert.ok(lstatSync(target).isFile() && lstatSync(target).size > 0, turn);
      }
    });
  }

  it('nothing is left beside the files, and each has the mode that its readers need', async () => {
    const folder = kinds.path('modes');
    mkdirSync(folder);
    const at = (name: string) => join(folder, name);
    writeFileSync(at('old'), '');
    chmodSync(at('old'), 0o640);
    writeFileSync(at('plan'), '');
    chmodSync(at('plan'), 0o666);
    await verify('-o', 'json', '--output', at('old'));
    await verify('-o', 'json', '--output', at('new'));
    await verify('-o', 'prometheus', '--output', at('metrics'));
    await verify('--since', at('since'));
    await asked('repair', PORT, ...NOW, '--plan-out', at('plan'));
    const modes = Object.fromEntries(
      readdirSync(folder).map((name) => [name, (statSync(at(name)).mode & 0o777).toString(8)]),
    );
    const usual = (0o666 & ~process.umask()).toString(8);
    assert.deepEqual(modes, { metrics: '644', new: usual, old: '640', plan: '600', since: '600' });
  });

  it('a name that is a format is refused: ./NAME is such a file', async () => {
    const folder = kinds.path('formats');
    mkdirSync(folder);
    const inFolder = (args: string) => shell(`cd ${folder} && esi ${args}`);
    const options = [
      ...['json', 'JSON', 'yaml', 'jsonpath={.a}'].map((n) => `verify --all --output '${n}'`),
      'verify --all -o prometheus --output json',
      'verify --all --nonsense -o prometheus --output json',
      'verify --all --since json',
      'verify --all --lock ndjson',
      'repair --all --plan-out json',
    ];
    for (const args of options) {
      const { code, stderr } = await inFolder(args);
      assert.equal(code, 2, args);
      assert.match(stderr, /^error: /);
      if (!args.includes('nonsense')) assert.match(stderr, /-o.*; a file of that name is \.\//s, args);
    }
    assert.deepEqual(readdirSync(folder), []);
    assert.equal((await inFolder('verify --all --settle 0 --output ./json')).code, 1);
    assert.ok(existsSync(join(folder, 'json')));
  });

  it('a run that is turned away by --lock leaves the metrics alone', async () => {
    const [lock, metrics] = [kinds.path('held'), kinds.path('held.prom')];
    assert.equal((await verify('-o', 'prometheus', '--output', metrics)).code, 1);
    const told = readFileSync(metrics, 'utf8');
    writeFileSync(lock, 'a lock of somebody else');
    const { code, stderr } = await verify('-o', 'prometheus', '--output', metrics, '--lock', lock);
    assert.equal(code, 3);
    assert.match(stderr, /^error: another run is under way/);
    assert.equal(readFileSync(metrics, 'utf8'), told);
  });

  it('a byte order mark is no part of a configuration, a baseline or a password', async () => {
    const marked = (name: string, text: string) => {
      writeFileSync(kinds.path(name), `\uFEFF${text}`, { mode: 0o600 });
      return kinds.path(name);
    };
    const config = marked('marked.yaml', 'severities: {outputs-differ: warning}\n');
    assert.equal((await verify('--config', config)).code, 0);
    const known = marked('marked-known', await baseline());
    assert.equal((await verify('--baseline', known)).code, 0);
  });

  it('says what others may read or change: configuration, password file, and folders of what is private', async () => {
    const at = (name: string, mode: number, text: string) => {
      writeFileSync(kinds.path(name), text);
      chmodSync(kinds.path(name), mode);
      return kinds.path(name);
    };
    const open = kinds.path('open-folder');
    mkdirSync(open);
    chmodSync(open, 0o777);
    const withPassword = `contexts: {a: {endpoints: "${etcd.env.ETCDCTL_ENDPOINTS}", user: me, password: x}}`;
    const cases: readonly (readonly [readonly string[], RegExp | undefined])[] = [
      [['verify', '--all', ...NOW, '--config', at('safe', 0o644, 'severities: {}')], undefined],
      [
        ['verify', '--all', ...NOW, '--config', at('free', 0o666, '')],
        /free may be changed by others \(mode 0666\)/,
      ],
      [
        ['config', '--config', at('told', 0o644, withPassword)],
        /told holds a password and may be read by others/,
      ],
      [['config', '--config', at('mine', 0o600, withPassword)], undefined],
      [
        ['ping', '--user', 'me', '--password-file', at('p1', 0o644, 'x')],
        /p1 may be read by others \(mode 0644\)/,
      ],
      [['ping', '--user', 'me', '--password-file', at('p2', 0o622, 'x')], /p2 may be changed by others/],
      [
        ['verify', '--all', ...NOW, '--since', join(open, 'since')],
        /open-folder is not ours alone: .*--since's/,
      ],
      [
        ['repair', PORT, ...NOW, '--plan-out', join(open, 'plan')],
        /open-folder is not ours alone: .*--plan-out's/,
      ],
      [['repair', PORT, ...NOW, '--journal-dir', open], /the journal folder .*open-folder is not ours alone/],
      [['repair', PORT, ...NOW, '--journal-dir', open, '--dry-run'], undefined],
    ];
    for (const [args, says] of cases) {
      const { stderr } = await asked(...args);
      if (says === undefined) assert.doesNotMatch(stderr, /others|ours alone/, args.join(' '));
      else assert.match(stderr, says, args.join(' '));
    }
    const quiet = ['--quiet', '--config', at('known', 0o666, 'severities: {outputs-differ: warning}')];
    assert.deepEqual(Object.values(await verify(...quiet)).slice(0, 3), [0, '', '']);
  });

  it('a file that another process has open, or this one reads, is not written', async () => {
    for (const line of [
      'esi verify --all --output /dev/stdin < FILE',
      'esi verify --all --output /proc/$$/fd/9 9> FILE',
      'esi verify --all --since /dev/fd/9 9> FILE',
      'esi verify --all --lock /dev/stdout > FILE',
    ]) {
      const file = kinds.path('open');
      writeFileSync(file, '');
      const { code, stderr } = await shell(line.replace('FILE', file));
      assert.equal(code, 2, `${line}: ${stderr}`);
      assert.equal(readFileSync(file, 'utf8'), '', line);
    }
  });

  it('as root, the null device takes what is written to it and stays', async () => {
    if (process.getuid?.() !== 0) {
      assert.equal((await verify('--output', '/dev/null')).code, 1);
      return;
    }
    const device = kinds.path('null');
    const looks = () => execFileSync('stat', ['-c', '%F %i %t %T', device], { encoding: 'utf8' });
    const before = looks();
    assert.equal((await verify('--output', device)).code, 1);
    assert.equal((await verify('-o', 'prometheus', '--output', device)).code, 1);
    assert.equal((await asked('repair', PORT, ...NOW, '--plan-out', device)).code, 0);
    assert.equal((await verify('--config', device)).code, 1);
    assert.equal((await verify('--baseline', device)).code, 1);
    assert.equal((await verify('--since', device)).code, 2);
    assert.equal((await verify('--lock', device)).code, 2);
    assert.equal(looks(), before);
  });
});
