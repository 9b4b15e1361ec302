/** What goes wrong around a repair: leases, lost connections, full disks, clocks, impatient people. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Etcd3, type Lease } from 'etcd3';
import {
  CHANGED_STATE,
  configAt,
  HEAT_STACKS,
  KEYS,
  OLD_STATE,
  PORT_ID,
  STATE,
} from '../support/data/port.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { type Relay, relayTo } from '../support/run/connections.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { onlyEntry } from '../support/run/journaled.ts';

/** What no request but the write's holds. */
const OF_THE_WRITE = 'MODIFY_COMPLETED';

describe('around a repair', () => {
  let etcd: TestEtcd;
  let client: Etcd3;
  let folder: string;
  const env = () => ({ ...etcd.env, XDG_STATE_HOME: folder });
  const run = (...args: string[]) => esiState(args, { env: env() });
  const repair = (...args: string[]) => run('repair', PORT_ID, '--yes', '--settle', '0', ...args);
  const journal = () => join(folder, 'esi-state', 'journal');
  const files = () => readdirSync(journal()).map((name) => join(journal(), name));
  const entries = async () => JSON.parse((await run('journal', '-o', 'json')).stdout).entries;
  const stored = async () => contents(await etcd.dump());
  const leaseOf = async (key: string) => (await etcd.dump()).find((one) => one.key === key)?.leaseId;

  before(async () => {
    etcd = await testEtcd();
    client = new Etcd3({ hosts: etcd.etcd.endpoints[0] ?? '' });
  });
  after(async () => {
    client.close();
    await etcd.stop();
  });
  beforeEach(async () => {
    await etcd.clear();
    folder = mkdtempSync(join(tmpdir(), 'esi-state-incident-'));
    await etcd.put(KEYS.config, configAt(2));
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    await etcd.put(KEYS.state, CHANGED_STATE);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The worker died; its job_state, and state, hang on a lease. */
  async function loadOnLease(): Promise<Lease> {
    const lease = client.lease(600, { autoKeepAlive: false });
    await lease.put(KEYS.state).value(OLD_STATE);
    await etcd.put(KEYS.config, configAt(2));
    await lease.put(KEYS.job_state).value('{}');
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    return lease;
  }

  it('a lease is kept by a repair, and by its undo; a key that comes back is on it again', async () => {
    const lease = await loadOnLease();
    const [before, id] = [await stored(), BigInt(await lease.grant()).toString()];
    const done = await repair();
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.equal(await leaseOf(KEYS.state), id);
    const { id: entry } = onlyEntry(folder);
    const undone = await run('undo', entry, '--yes');
    assert.equal(undone.code, 0, undone.stdout + undone.stderr);
    assert.deepEqual(await stored(), before);
    assert.deepEqual([await leaseOf(KEYS.state), await leaseOf(KEYS.job_state)], [id, id]);
    await lease.revoke();
  });

  it('a key comes back without its lease where that has run out, and the plan says so', async () => {
    const lease = await loadOnLease();
    await etcd.put(KEYS.state, OLD_STATE);
    await etcd.put(KEYS.heat_stacks, HEAT_STACKS);
    const before = await stored();
    assert.equal((await repair()).code, 0);
    await lease.revoke();
    const { id: entry } = onlyEntry(folder);
    const undone = await run('undo', entry, '--yes');
    assert.equal(undone.code, 0, undone.stdout + undone.stderr);
    assert.match(undone.stdout.replace(/\s+/g, ' '), /its lease has run out: it comes back without one/);
    assert.deepEqual(await stored(), before);
    assert.equal(await leaseOf(KEYS.job_state), '0');
  });

  it('undo is refused where what was written went with its lease', async () => {
    const lease = await loadOnLease();
    assert.equal((await repair()).code, 0);
    await lease.revoke();
    const { id: entry } = onlyEntry(folder);
    const refused = await run('undo', entry, '--yes');
    assert.equal(refused.code, 5);
    assert.match(refused.stdout, /state has moved on: .*now it is at none/s);
  });

  it('undo is refused where the resource was deleted and made again, with the very bytes', async () => {
    assert.equal((await repair()).code, 0);
    await etcd.remove(KEYS.state);
    await etcd.put(KEYS.state, STATE);
    const { id: entry } = onlyEntry(folder);
    const refused = await run('undo', entry, '--yes');
    assert.equal(refused.code, 5);
    assert.match(refused.stdout, /state has moved on/);
  });

  it('an answer that is lost is learned over a new connection', async (t) => {
    const relay = await relayTo(t, etcd.etcd.endpoints[0] ?? '');
    const cut = relay.swallowAnswersTo(OF_THE_WRITE).then(async () => {
      while (!(await isRepaired())) await sleep(5);
      relay.cut();
    });
    const done = await throughRelay(relay);
    await cut;
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.equal((await entries())[0].outcome, 'written');
  });

  it('the first Ctrl-C waits for what was sent, the second leaves at once; its entry is resolved', async (t) => {
    const relay = await relayTo(t, etcd.etcd.endpoints[0] ?? '');
    let pid = 0;
    const stopped = relay.swallowAnswersTo(OF_THE_WRITE).then(async () => {
      while (!(await isRepaired())) await sleep(5);
      process.kill(pid, 'SIGINT');
      await sleep(300);
      process.kill(pid, 'SIGINT');
    });
    const done = await throughRelay(relay, (started) => {
      pid = started;
    });
    await stopped;
    assert.equal(done.code, 130);
    const [{ id, outcome }] = await entries();
    assert.equal(outcome, 'unknown');
    const blocked = await run('undo', id, '--yes');
    assert.equal(blocked.code, 5);
    const resolved = await run('journal', '--resolve');
    assert.equal(resolved.code, 0, resolved.stdout + resolved.stderr);
    assert.equal((await run('undo', id, '--yes')).code, 0);
    assert.equal((await stored())[KEYS.state], Buffer.from(CHANGED_STATE).toString('latin1'));
  });

  it('nothing is written to etcd where the disk of the journal is full', async () => {
    const before = await stored();
    // A file may not grow beyond 1 KiB, as on a disk that has no more.
    const through = ['bash', '-c', 'ulimit -f 1; trap "" XFSZ; exec "$@"', 'bash'];
    const done = await esiState(['repair', PORT_ID, '--yes', '--settle', '0'], { env: env(), through });
    assert.equal(done.code, 5, done.stdout + done.stderr);
    assert.match(done.stdout.replace(/\s+/g, ' '), /the journal file .* can't be written/);
    assert.deepEqual(await stored(), before);
    assert.deepEqual(await entries(), [], 'what was written by half is taken back');
    assert.equal((await repair()).code, 0);
  });

  it('the journal tells in order, also where the clock was set back', async () => {
    assert.equal((await repair()).code, 0);
    const [file = ''] = files();
    const ahead = (time: string) => new Date(Date.parse(time) + 3_600_000).toISOString();
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(?<="time":")[^"]+/g, ahead));
    const { id } = onlyEntry(folder);
    assert.equal((await run('undo', id, '--yes')).code, 0);
    const [first, second, ...more] = await entries();
    assert.deepEqual([first.kind, first.outcome, second.kind, more.length], ['repair', 'undone', 'undo', 0]);
    assert.ok(first.time < second.time, `${first.time} < ${second.time}`);
  });

  it('of several repairs at once one writes; each is journaled, and taken back by the ID that they share', async () => {
    const before = await stored();
    const all = await Promise.all(Array.from({ length: 4 }, () => repair()));
    const codes = all.map(({ code }) => code);
    assert.ok(codes.includes(0), codes.join());
    assert.ok(
      codes.every((code) => code === 0 || code === 5),
      codes.join(),
    );
    const told = await entries();
    const written = told.filter(({ outcome }: { outcome: string }) => outcome === 'written');
    assert.equal(written.length, 1);
    assert.equal((await run('journal', '--resolve', written[0].id)).code, 0);
    assert.deepEqual(
      (await entries()).map(({ outcome }: { outcome: string }) => outcome),
      told.map(({ outcome }: { outcome: string }) => outcome),
    );
    const undone = await run('undo', written[0].id, '--yes');
    assert.equal(undone.code, 0, undone.stdout + undone.stderr);
    assert.deepEqual(await stored(), before);
  });

  const isRepaired = async () => (await stored())[KEYS.state] === Buffer.from(STATE).toString('latin1');

  function throughRelay({ endpoint }: Relay, started: (pid: number) => void = () => undefined): Promise<Ran> {
    const through = { ...env(), ETCDCTL_ENDPOINTS: endpoint };
    return esiState(['repair', PORT_ID, '--yes', '--settle', '0'], { env: through, started });
  }
});
