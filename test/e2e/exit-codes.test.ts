import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { KEYS, PORT, STACKLESS } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const COMMANDS = [
  ['show', PORT],
  ['show', 'ddc14be4'],
  ['verify', PORT],
  ['verify', '--all'],
  ['repair', PORT, '--yes'],
];

/** One `error:` line, nothing on stdout, and the exit code. */
function assertError(ran: Awaited<ReturnType<typeof esiState>>, code: number, said: RegExp): void {
  assert.equal(ran.code, code, ran.stderr);
  assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /^error: [^\n]+\n$/);
  assert.match(ran.stderr, said);
}

describe('wrong usage is exit 2 and reads nothing', () => {
  const unreachable = { env: { ETCDCTL_ENDPOINTS: '127.0.0.1:1' } };
  const cases: readonly [string[], RegExp][] = [
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['verifi', '--all'], /Did you mean verify/],
    [['show'], /missing required argument/],
    [['show', 'abc'], /too short/],
    [['show', 'ports/'], /whole type/],
    [['show', PORT, '--nonsense'], /unknown option '--nonsense'/],
    [['show', PORT, '-o', 'xml'], /Allowed choices are table, json/],
    [['show', PORT, '-o', 'jsn'], /name; Did you mean json\?/],
    [['verify', '--all', '--fail-on', 'warnin'], /Did you mean warning\?/],
    [['verify', '--all', '--fail-in', 'error'], /Did you mean --fail-on\?/],
    [['verify', '--all', '--nonsense'], /what can be typed: esi-state verify --help/],
    [['rules', 'output-differ'], /did you mean outputs-differ\?/],
    [['verify'], /--all/],
    [['verify', '--all', PORT], /exclude each other/],
    [['verify', '--all', '--fail-on', 'never'], /Allowed choices/],
    [['verify', '--all', '--settle', 'soon'], /500ms/],
    [['verify', '--all', '--command-timeout', 'soon'], /--command-timeout/],
    [['verify', '--all', '--prefix', 'stat=/x/'], /stat/],
    [['repair'], /no resource is named/],
    [['repair', PORT, '--state-version', '0'], /positive integer/],
    [['repair', PORT, '--set', 'colour=red'], /worker_state/],
    [['show', '/elsewhere/x/y'], /under none of the prefixes/],
  ];
  for (const [args, said] of cases) {
    it(args.join(' '), async () => assertError(await esiState(args, unreachable), 2, said));
  }

  it('no command at all', async () => assertError(await esiState([], unreachable), 2, /no command/));

  it('an error is JSON where JSON was asked for', async () => {
    const { code, stderr } = await esiState(['verify', '-o', 'json'], unreachable);
    assert.equal(code, 2);
    const { error } = JSON.parse(stderr);
    assert.equal(error.code, 2);
    assert.match(error.message, /no resource is named/);
    assert.match(error.hint, /--all/);
  });
});

describe('help and version need nothing', () => {
  it('--help', async () => {
    const { code, stdout } = await esiState(['--help']);
    assert.equal(code, 0);
    assert.match(stdout, /show.*\n.*verify.*\n.*repair/);
  });
  it('verify --help lists the connection too', async () => {
    const { code, stdout } = await esiState(['verify', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /--all/);
    assert.match(stdout, /--endpoints/);
    assert.match(stdout, /^Examples:$/m);
  });
  it('--version', async () => {
    const { code, stdout } = await esiState(['--version']);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^esi-state \d+\.\d+\.\d+\nbuild +(not from git|[0-9a-f]{12}\+?)\netcd API +v3\nnode +v/,
    );
  });
});

describe('an etcd that can not be asked is exit 3, in time, with one line', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await etcd.put(KEYS.state, STACKLESS);
  });
  after(() => etcd.stop());

  for (const args of COMMANDS) {
    it(`refused: ${args.join(' ')}`, async () => {
      const ran = await esiState(args, { env: { ETCDCTL_ENDPOINTS: '127.0.0.1:1' } });
      assertError(ran, 3, /127\.0\.0\.1:1\b/);
    });
  }

  it('stopped in its tracks, for every command', async () => {
    await etcd.etcd.signal('SIGSTOP');
    try {
      for (const args of COMMANDS) {
        // Far above what is expected, far below the limit that is not tried here.
        const limits = ['--dial-timeout', '10m', '--command-timeout', '700ms'];
        const ran = await esiState([...args, ...limits], { env: etcd.env });
        assertError(ran, 3, new RegExp(etcd.env.ETCDCTL_ENDPOINTS.replace('http://', '')));
        assert.ok(ran.ms < 60_000, `${args.join(' ')} took ${ran.ms} ms`);
      }
    } finally {
      await etcd.etcd.signal('SIGCONT');
    }
  });

  it('JSON errors carry the code', async () => {
    const { code, stderr } = await esiState(['verify', '--all', '-o', 'json', '--endpoints', '127.0.0.1:1']);
    assert.equal(code, 3);
    assert.equal(JSON.parse(stderr).error.code, 3);
  });
});
