/** What README.md and docs/ tell readers to type is typed; what they show is compared with what is shown. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SYSTEM } from '../../demo/system.ts';
import { openWriter } from '../../demo/writer.ts';
import { BIN, ROOT } from '../support/run/cli.ts';
import { crontabProblems } from '../support/run/crontab.ts';
import { type Block, documentBlocks } from '../support/run/document-blocks.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const BLOCKS = documentBlocks();
const RUN = BLOCKS.filter(({ notRun }) => notRun === undefined);
/** Shown, healthy or broken, or planned without a terminal to ask on. */
const USUAL_EXITS = [0, 1, 5];
const NAGIOS_EXITS = [0, 1, 2];

describe('the pages', () => {
  let etcd: TestEtcd;
  let folder: string;
  let bin: string;

  before(async () => {
    etcd = await testEtcd();
    folder = mkdtempSync(join(tmpdir(), 'esi-state-documents-'));
    bin = join(folder, 'bin');
    for (const path of [
      'bin',
      'etc/esi-state',
      'home/.config/fish/completions',
      'lib/esi-state',
      'lib/node_exporter',
    ])
      mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'none-known'), '');
    program('esi-state', `exec '${process.execPath}' '${BIN}' "$@"`);
    // The operator's editor: a reason for each line.
    program('vi', `sed -i 's/"reason": *"[^"]*"/"reason": "INC-4711"/' "$1"`);
    writeFileSync(
      join(folder, 'etc/esi-state/config.yaml'),
      `contexts: {prod: {endpoints: ${etcd.env.ETCDCTL_ENDPOINTS}}}\n`,
    );
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await etcd.stop();
  });

  function program(name: string, line: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  /** As an operator's shell would run it, in a folder of its own and without a terminal. */
  function shell(line: string, env: Readonly<Record<string, string>> = {}) {
    const own = {
      HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'etc'),
      XDG_STATE_HOME: join(folder, 'state'),
    };
    const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: `${bin}:${process.env['PATH']}`,
        LANG: 'C.UTF-8',
        COLUMNS: '80',
        ...own,
        ...etcd.env,
        ...env,
      },
    });
    return { code: status, stdout, stderr };
  }

  async function loadDemo(): Promise<void> {
    await etcd.clear();
    const writer = openWriter(etcd.etcd.endpoints[0] ?? '');
    for (const { writes } of SYSTEM) await writer.write(writes);
    writer.close();
  }

  /** What stands for something of the reader's own. */
  function filledIn(line: string): string {
    const entry = line.includes('ENTRY') ? repairedEntry() : '';
    return line
      .replace(/\bENTRY\b/g, entry)
      .replace(/\bKNOWN\b/g, join(folder, 'none-known'))
      .replace(/\bFILE/g, join(folder, 'file'))
      .replace(/\bID\b/g, 'ports/5e8870d2')
      .replaceAll('/var/lib/', `${join(folder, 'lib')}/`)
      .replaceAll('/usr/bin/esi-state', 'esi-state');
  }

  function repairedEntry(): string {
    shell('esi-state repair ports/5e8870d2 --yes');
    return JSON.parse(shell('esi-state journal -o json').stdout).entries.at(-1).id;
  }

  function assertExit(line: string, exits: readonly number[]): void {
    const { code, stdout, stderr } = shell(filledIn(line));
    assert.ok(exits.includes(code ?? -1), `${line}\nexit ${code}\n${stdout}${stderr}`);
  }

  it('have blocks that are run, or say why not', () => {
    assert.ok(RUN.length > 10);
    assert.deepEqual(
      RUN.filter((block) => kindOf(block) === undefined).map(({ place }) => place),
      [],
      'mark such a block on the line before it: <!-- not run: REASON -->',
    );
  });

  it('show screens as they are', async () => {
    await loadDemo();
    for (const { place, lines } of RUN.filter((block) => kindOf(block) === 'screen')) {
      const [typed = '', ...shown] = lines;
      const { stdout } = shell(typed.replace(/^\$ /, ''));
      assert.equal(plain(shown.join('\n')), plain(stdout.trimEnd()), `${place} is behind the tool`);
    }
  });

  for (const block of RUN.filter((one) => kindOf(one) === 'commands'))
    it(`${block.place} has commands that work`, async () => {
      await loadDemo();
      for (const line of block.lines.filter((text) => text !== ''))
        assertExit(line, line.includes('-o nagios') ? NAGIOS_EXITS : USUAL_EXITS);
    });

  for (const block of RUN.filter((one) => kindOf(one) === 'crontab'))
    it(`${block.place} is a crontab, and its commands work`, async () => {
      assert.deepEqual(crontabProblems(`${block.lines.join('\n')}\n`), []);
      await loadDemo();
      for (const line of block.lines) assertExit(line.replace(/^(?:\S+\s+){5}/, ''), USUAL_EXITS);
    });

  for (const block of RUN.filter((one) => kindOf(one) === 'settings'))
    it(`${block.place} is a configuration`, () => {
      writeFileSync(join(folder, 'block.yaml'), block.lines.join('\n'), { mode: 0o600 });
      assertExit('esi-state config --config block.yaml', [0]);
    });

  for (const block of RUN.filter((one) => kindOf(one) === 'baseline'))
    it(`${block.place} is a baseline`, async () => {
      await loadDemo();
      writeFileSync(join(folder, 'baseline'), `${block.lines.join('\n')}\n`);
      assertExit('esi-state verify --all --baseline baseline', [0, 1]);
    });

  for (const block of RUN.filter((one) => kindOf(one) === 'nagios'))
    it(`${block.place} has a command line for Nagios that works`, async () => {
      await loadDemo();
      const command = /command_line\s+(.*)/.exec(block.lines.join('\n'))?.[1] ?? '';
      assertExit(command.replace('$ARG1$', 'prod').replace('$ARG2$', '0'), NAGIOS_EXITS);
    });

  for (const block of RUN.filter((one) => kindOf(one) === 'drop-in'))
    it(`${block.place} is a drop-in of the unit`, () => {
      const unit = join(folder, 'units', 'esi-state-verify.service');
      const ours = (text: string) => text.replaceAll('/usr/bin/esi-state', process.execPath);
      mkdirSync(`${unit}.d`, { recursive: true });
      const service = readFileSync(join(ROOT, 'contrib', 'systemd', 'esi-state-verify.service'), 'utf8');
      writeFileSync(unit, ours(service));
      writeFileSync(join(`${unit}.d`, 'own.conf'), `${ours(block.lines.join('\n'))}\n`);
      const { stderr, error } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
        encoding: 'utf8',
      });
      assert.equal(error, undefined);
      assert.deepEqual(
        stderr.split('\n').filter((line) => line.includes(dirname(unit))),
        [],
      );
    });

  it('would be found out: wrong options, times and fields', () => {
    assert.equal(shell('esi-state verify --all --no-such-option').code, 2);
    for (const line of [
      '* * * * * a \\',
      '* * * * * date +%s',
      '61 * * * * a',
      '* * * *',
      '* * * * * a --lock /run/a',
    ])
      assert.notDeepEqual(crontabProblems(line), [], line);
  });
});

/** What a block is to a reader; undefined where that can't be tried. */
function kindOf({ language, lines }: Block): string | undefined {
  const [first = ''] = lines;
  if (first.startsWith('$ esi-state ')) return 'screen';
  if (language === 'yaml') return 'settings';
  if (/^(?:[*\d/,-]+ +){5}/.test(first)) return 'crontab';
  if (first.startsWith('{"reason"')) return 'baseline';
  if (first === 'define command {') return 'nagios';
  if (first === '[Service]') return 'drop-in';
  return lines.every((line) => line === '' || /^(?:esi-state|vi|source) /.test(line.replace('<(', '')))
    ? 'commands'
    : undefined;
}

/** Cluster, port and the rest of a lease are new each time. */
function plain(screen: string): string {
  return screen
    .replace(/cluster [0-9a-f]+/g, 'cluster ID')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'URL')
    .replace(/lease \d+ s/g, 'lease LEFT');
}
