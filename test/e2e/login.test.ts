/** Users of contexts, and passwords that are asked for, against an etcd that demands a login. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS, PORT } from '../support/data/port.ts';
import { esiState, STATE_HOME } from '../support/run/cli.ts';
import { configFolder } from '../support/run/config-file.ts';
import { askedOf, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { onTerminal } from '../support/run/on-terminal.ts';
import { demandLogin, PASSWORD } from '../support/run/users.ts';

const { write } = configFolder();

describe('logging in', () => {
  let etcd: TestEtcd;
  let env: Record<string, string>;
  const run = (...args: string[]) => esiState(args, { env });
  const asked = (args: readonly string[], ...answers: readonly (readonly [RegExp, string])[]) =>
    onTerminal(args, { ...env, XDG_STATE_HOME: STATE_HOME }, ...answers);
  const NOW = ['--settle', '0'];
  const QUESTION = /Password of the etcd user operator: /;

  before(async () => {
    etcd = await testEtcd();
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
    const { clusterId } = await etcd.source.identity();
    await demandLogin(etcd.etcd.endpoint, { operator: { '/': 'Readwrite' } });
    const file = write(`
contexts:
  text: {endpoints: "${etcd.etcd.endpoint}", user: operator, password: "${PASSWORD}", cluster_id: ${clusterId}}
  file: {endpoints: "${etcd.etcd.endpoint}", user: operator, password-file: password}
  astray: {endpoints: "${etcd.etcd.endpoint}", user: operator, password: "${PASSWORD}", cluster_id: abc123}
  ask: {endpoints: "${etcd.etcd.endpoint}", user: operator, protected: true}
`);
    write(`${PASSWORD}\n`, 'password');
    env = { ESI_STATE_CONFIG: file };
  });
  after(() => etcd?.stop());

  it("a context's own endpoints get its user and password, a pinned cluster's too", async () => {
    for (const context of ['text', 'file']) {
      const ran = await run('show', PORT, '--context', context);
      assert.equal(ran.code, 0, ran.stderr);
      assert.equal(ran.stderr, '');
    }
  });

  it('each command that asks etcd asks a terminal for the password', async () => {
    for (const args of [
      ['show', PORT],
      ['ping'],
      ['verify', PORT, ...NOW],
      ['repair', PORT, '--dry-run', ...NOW],
    ]) {
      const { code, screen } = await asked([...args, '--context', 'ask'], [QUESTION, PASSWORD]);
      assert.match(screen, QUESTION, args[0]);
      assert.ok(code === 0 || (args[0] === 'verify' && code === 1), screen);
    }
  });

  it('a cluster that is not the pinned one never sees a login, though it demands one', async () => {
    const { Authenticate: before = 0 } = await askedOf(etcd.etcd);
    const commands = [['show', PORT], ['verify', '--all'], ['ping'], ['repair', PORT, '--yes']];
    for (const args of commands) {
      const ran = await run(...args, '--context', 'astray');
      assert.equal(ran.code, 2, ran.stderr);
      assert.match(ran.stderr, /context astray pins cluster abc123/);
    }
    const { Authenticate: after = 0 } = await askedOf(etcd.etcd);
    assert.equal(after, before);
  });

  it('endpoints that are typed do not', async () => {
    const ran = await run('show', PORT, '--context', 'text', '--endpoints', etcd.etcd.endpoint);
    assert.equal(ran.code, 3);
    assert.match(ran.stderr, /^note: the endpoints come from --endpoints.*user and password are not used\n/);
    assert.match(ran.stderr, /demands a user/);
  });

  it('a user of the flags gets no password of the context', async () => {
    const ran = await run('show', PORT, '--context', 'text', '--user', 'root');
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /^note: the user comes from --user: the password of context text is not used\n/);
    assert.match(ran.stderr, /there is no password for the etcd user root/);
  });

  it('a password that is missing is asked for on a terminal, and not shown', async () => {
    const ran = await asked(['show', PORT, '--context', 'ask'], [QUESTION, PASSWORD]);
    assert.equal(ran.code, 0, ran.screen);
    assert.match(ran.screen, /^BROKEN/m);
    assert.ok(!ran.screen.includes(PASSWORD));
    const wrong = await asked(['show', PORT, '--context', 'ask'], [QUESTION, 'wrong']);
    assert.equal(wrong.code, 3);
    assert.match(wrong.screen, /authentication failed/);
  });

  it('and nowhere else', async () => {
    const ran = await run('show', PORT, '--context', 'ask');
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /no password for the etcd user operator.*--password-file/);
    const nothing = await asked(['show', PORT, '--context', 'ask'], [QUESTION, '']);
    assert.equal(nothing.code, 2);
  });

  it('the question before a write comes after it, and the journal knows the user', async () => {
    const args = ['repair', PORT, '--context', 'ask', '--settle', '0'];
    const ran = await asked(args, [QUESTION, PASSWORD], [/anything else stops: /, 'ask']);
    assert.equal(ran.code, 0, ran.screen);
    const { entries } = JSON.parse((await run('journal', '-o', 'json')).stdout);
    assert.equal(entries.at(-1).etcd_user, 'operator');
    assert.equal(entries.at(-1).context, 'ask');
    assert.ok(!JSON.stringify(entries).includes(PASSWORD));
  });
});
