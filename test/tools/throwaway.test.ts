import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { StoreError, UsageError } from '../../src/errors.ts';
import { findEtcd, findEtcdctl } from '../../tools/throwaway-etcd/binary.ts';
import { startEtcd, startEtcdCluster } from '../../tools/throwaway-etcd/etcd.ts';
import { freePorts } from '../../tools/throwaway-etcd/ports.ts';

const run = promisify(execFile);
const BOUND_MS = 15_000;

interface Members {
  readonly header: { readonly cluster_id: string; readonly member_id: string };
  readonly members: readonly {
    readonly ID: string;
    readonly name: string;
    readonly clientURLs: readonly string[];
  }[];
}

interface Status {
  readonly header: { readonly member_id: string };
  readonly leader: string;
}

/** etcd's JSON gateway. */
async function ask<T>(endpoint: string, path: string, body: object = {}): Promise<T> {
  const response = await fetch(`${endpoint}/v3/${path}`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal(response.status, 200);
  return (await response.json()) as T;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A process that ended but that nobody has waited for yet is gone as well. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function eventually(holds: () => boolean, what: string): Promise<void> {
  const end = Date.now() + BOUND_MS;
  while (!holds()) {
    assert.ok(Date.now() < end, `not within ${BOUND_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Left {
  readonly pid: number;
  readonly dataDir: string;
}

async function eventuallyNothingLeft({ pid, dataDir }: Left): Promise<void> {
  await eventually(() => !isRunning(pid), `process ${pid} ended`);
  await eventually(() => !existsSync(dataDir), `${dataDir} removed`);
}

/** A Node process that starts an etcd, tells of it, and then does what `then` says. */
async function caller(then: string): Promise<{ child: ChildProcess; etcd: Left }> {
  const script = `
    import { startEtcd } from ${JSON.stringify(new URL('../../tools/throwaway-etcd/etcd.js', import.meta.url).href)};
    const { pid, dataDir } = await startEtcd();
    console.log(JSON.stringify({ pid, dataDir }));
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  assert.ok(child.stdout);
  const [line] = await once(createInterface({ input: child.stdout }), 'line', {
    signal: AbortSignal.timeout(2 * BOUND_MS),
  });
  return { child, etcd: JSON.parse(line) as Left };
}

describe('startEtcd', () => {
  it('starts an etcd that answers, and takes away process and data on stop', async () => {
    const etcd = await startEtcd();
    await ask(etcd.endpoint, 'kv/put', { key: base64('a'), value: base64('1') });
    const read = await ask<{ kvs: { value: string }[] }>(etcd.endpoint, 'kv/range', { key: base64('a') });
    assert.equal(read.kvs[0]?.value, base64('1'));
    assert.deepEqual(etcd.endpoints, [etcd.endpoint]);
    assert.ok(isRunning(etcd.pid));
    assert.ok(existsSync(join(etcd.dataDir, 'member')));

    await etcd.stop();
    assert.equal(isRunning(etcd.pid), false);
    assert.equal(existsSync(etcd.dataDir), false);
    await etcd.stop();
  });

  it('runs two at once, each with data and cluster ID of its own', async () => {
    const both = await Promise.all([startEtcd(), startEtcd()]);
    try {
      const answers = await Promise.all(
        both.map(({ endpoint }) => ask<Members>(endpoint, 'cluster/member/list')),
      );
      assert.notEqual(both[0].endpoint, both[1].endpoint);
      assert.notEqual(both[0].dataDir, both[1].dataDir);
      assert.notEqual(answers[0]?.header.cluster_id, answers[1]?.header.cluster_id);
      assert.deepEqual(
        answers.map((answer) => answer.members[0]?.clientURLs),
        both.map(({ endpoints }) => endpoints),
      );
    } finally {
      await Promise.all(both.map((etcd) => etcd.stop()));
    }
  });

  it('does not take a stranger that holds the port for its own', async () => {
    const stranger = await startEtcd();
    const taken = Number(new URL(stranger.endpoint).port);
    const handedOut: number[][] = [];
    const ports = async (count: number) => {
      const free = await freePorts(count);
      handedOut.push(handedOut.length === 0 ? [taken, ...free.slice(1)] : free);
      return handedOut.at(-1) ?? [];
    };
    const etcd = await startEtcd({ ports });
    try {
      assert.equal(handedOut.length, 2);
      assert.notEqual(etcd.endpoint, stranger.endpoint);
      const [mine, other] = await Promise.all(
        [etcd, stranger].map(({ endpoint }) => ask<Members>(endpoint, 'cluster/member/list')),
      );
      assert.notEqual(mine?.header.cluster_id, other?.header.cluster_id);
    } finally {
      await Promise.all([etcd.stop(), stranger.stop()]);
    }
  });

  it('gives up where every port it gets is taken, with the end of the log', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = (server.address() as AddressInfo).port;
    try {
      const ports = async (count: number) => [taken, ...(await freePorts(count)).slice(1)];
      await assert.rejects(
        startEtcd({ ports }),
        /ended with exit code 1; the end of its log:\n.*address already in use/s,
      );
    } finally {
      server.close();
    }
  });

  it('tells of arguments that etcd refuses', async () => {
    await assert.rejects(startEtcd({ args: ['--no-such-flag'] }), /exit code 2.*no-such-flag/s);
  });

  it('does not wait for ever', async () => {
    await assert.rejects(startEtcd({ readyWithinMs: 1 }), /was not ready within 1 ms/);
  });

  it('passes on the quota', async () => {
    const etcd = await startEtcd({ quotaBytes: 12_345_678 });
    try {
      assert.ok(
        readFileSync(`/proc/${etcd.pid}/cmdline`, 'utf8').includes('--quota-backend-bytes\x0012345678\0'),
      );
    } finally {
      await etcd.stop();
    }
  });

  it('signals, and tells how it ended', async () => {
    const etcd = await startEtcd();
    try {
      await etcd.signal('SIGSTOP');
      await eventually(() => / T /.test(readFileSync(`/proc/${etcd.pid}/stat`, 'utf8')), 'stopped');
      await etcd.signal('SIGCONT');
      await ask(etcd.endpoint, 'cluster/member/list');
      await etcd.signal('SIGKILL');
      assert.equal(await etcd.ended(), 'ended with SIGKILL');
      assert.ok(existsSync(etcd.dataDir));
      await assert.rejects(etcd.signal('SIGKILL'), StoreError);
    } finally {
      await etcd.stop();
    }
    assert.equal(existsSync(etcd.dataDir), false);
    await assert.rejects(etcd.signal('SIGKILL'), StoreError);
  });
});

describe('startEtcd leaves nothing when its caller', () => {
  for (const signal of ['SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`gets ${signal}`, async () => {
      const { child, etcd } = await caller('setInterval(() => {}, 1000);');
      assert.ok(isRunning(etcd.pid));
      const exit = once(child, 'exit');
      child.kill(signal);
      assert.deepEqual(await exit, [null, signal]);
      await eventuallyNothingLeft(etcd);
    });
  }

  for (const [what, then, code] of [
    ['throws what nobody catches', 'setTimeout(() => { throw new Error("thrown"); });', 1],
    ['exits', 'process.exit(3);', 3],
    ['has nothing more to do', '', 0],
  ] as const) {
    it(what, async () => {
      const { child, etcd } = await caller(then);
      if (child.exitCode === null) await once(child, 'exit');
      assert.equal(child.exitCode, code);
      await eventuallyNothingLeft(etcd);
    });
  }

  it('is killed while etcd starts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throwaway-test-'));
    try {
      // Tells of itself and its data folder, and never becomes ready.
      const mute = join(folder, 'etcd');
      const told = join(folder, 'told');
      writeFileSync(
        mute,
        `#!/bin/sh\necho "$$ $PWD" > ${told}.part && mv ${told}.part ${told}\nexec sleep 600\n`,
      );
      chmodSync(mute, 0o755);
      const script = `
        import { startEtcd } from ${JSON.stringify(new URL('../../tools/throwaway-etcd/etcd.js', import.meta.url).href)};
        await startEtcd({ binary: ${JSON.stringify(mute)} });`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
      await eventually(() => existsSync(told), 'started');
      const [pid, dataDir] = readFileSync(told, 'utf8').trim().split(' ');
      child.kill('SIGKILL');
      await eventuallyNothingLeft({ pid: Number(pid), dataDir: dataDir ?? '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('startEtcdCluster', () => {
  it('starts three that agree on one leader, and goes on without one that follows', async () => {
    const cluster = await startEtcdCluster(3);
    try {
      const statuses = await Promise.all(
        cluster.endpoints.map((endpoint) => ask<Status>(endpoint, 'maintenance/status')),
      );
      assert.equal(new Set(statuses.map(({ leader }) => leader)).size, 1);
      const leads = statuses.map(({ header, leader }) => header.member_id === leader);
      assert.deepEqual(leads.toSorted(), [false, false, true]);
      const leader = cluster.members[leads.indexOf(true)];
      const follower = cluster.members[leads.indexOf(false)];
      assert.ok(leader && follower);
      const { members } = await ask<Members>(leader.endpoint, 'cluster/member/list');
      assert.equal(members.length, 3);

      await ask(follower.endpoint, 'kv/put', { key: base64('a'), value: base64('1') });
      await follower.stop();
      const read = await ask<{ kvs: { value: string }[] }>(leader.endpoint, 'kv/range', { key: base64('a') });
      assert.equal(read.kvs[0]?.value, base64('1'));
    } finally {
      await cluster.stop();
    }
    assert.deepEqual(
      cluster.members.filter(({ pid, dataDir }) => isRunning(pid) || existsSync(dataDir)),
      [],
    );
  });

  it('leaves none where one cannot start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throwaway-test-'));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = (server.address() as AddressInfo).port;
    try {
      const noting = join(folder, 'etcd');
      writeFileSync(
        noting,
        `#!/bin/sh\necho "$$ $PWD" >> ${folder}/started\nexec ${await findEtcd()} "$@"\n`,
      );
      chmodSync(noting, 0o755);
      const ports = async (count: number) => [...(await freePorts(count)).slice(1), taken];
      await assert.rejects(startEtcdCluster(3, { binary: noting, ports }), /address already in use/);
      const started = readFileSync(join(folder, 'started'), 'utf8').trim().split('\n');
      // Five attempts, each with the one that lacks its port; the others may be ended before they get to note it.
      assert.ok(started.length >= 5);
      for (const line of started) {
        const [pid, dataDir] = line.split(' ');
        assert.equal(isRunning(Number(pid)), false);
        assert.equal(existsSync(dataDir ?? ''), false);
      }
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('findEtcd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'throwaway-test-'));
  after(() => rmSync(folder, { recursive: true }));

  function program(name: string, text: string, mode = 0o755): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  const withBinary = (path: string) => ({ environment: { ETCD_BIN: path, PATH: '/usr/bin' }, cache: folder });

  it('finds one that runs', async () => {
    const { stdout } = await run(await findEtcd(), ['--version']);
    assert.match(stdout, /^etcd Version: /);
    const ctl = await run(await findEtcdctl(), ['version']);
    assert.match(ctl.stdout, /^etcdctl version: /);
  });

  it('refuses an ETCD_BIN that is wrong instead of looking elsewhere', async () => {
    const wrong: [string, RegExp][] = [
      [
        join(folder, 'absent'),
        /^ETCD_BIN is ".*absent", which is not the absolute path of an executable file$/,
      ],
      [program('plain', 'text', 0o644), /which is not the absolute path of an executable file$/],
      ['etcd', /which is not the absolute path of an executable file$/],
      [folder, /which is not the absolute path of an executable file$/],
      [program('broken', '#!/no/such/interpreter\n'), /which cannot be run: /],
      [program('other', '#!/bin/sh\necho other 1.0\n'), /which is no etcd/],
    ];
    for (const [path, message] of wrong) {
      await assert.rejects(findEtcd(withBinary(path)), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        assert.match(error.hint ?? '', /set ETCD_BIN to an etcd server executable/);
        return true;
      });
    }
  });

  /** Executables that say they are of this version, in a folder of their own. */
  function installed(version: string, place: string): string {
    mkdirSync(join(folder, place), { recursive: true });
    program(join(place, 'etcdctl'), `#!/bin/sh\necho etcdctl version: ${version}\n`);
    return program(join(place, 'etcd'), `#!/bin/sh\necho etcd Version: ${version}\n`);
  }

  it('takes ETCD_BIN, whatever its version, before PATH', async () => {
    const own = program('own', '#!/bin/sh\necho etcd Version: 9.9.9\n');
    const inPath = installed('3.5.30', 'path');
    const [PATH, cache] = [`:${dirname(inPath)}`, join(folder, 'none')];
    assert.equal(await findEtcd({ environment: { ETCD_BIN: own, PATH }, cache }), own);
    assert.equal(await findEtcd({ environment: { ETCD_BIN: '', PATH }, cache }), inPath);
    assert.equal(await findEtcdctl({ environment: { ETCD_BIN: '', PATH }, cache }), `${inPath}ctl`);
  });

  it('takes PATH where its version is the one asked for, else the cache', async () => {
    const inPath = installed('3.4.23', 'path');
    const cache = join(folder, 'cache');
    const [older, newer] = [installed('3.5.16', 'cache/trixie'), installed('3.5.30', 'cache/forky')];
    const find = (ETCD_VERSION: string) => ({ environment: { ETCD_VERSION, PATH: dirname(inPath) }, cache });
    assert.equal(await findEtcd(find('3.4.23')), inPath);
    assert.equal(await findEtcd(find('3.5.16')), older);
    assert.equal(await findEtcd(find('')), newer);
    assert.equal(await findEtcdctl(find('3.4.23')), `${inPath}ctl`);
    assert.equal(await findEtcdctl(find('3.5.16')), `${older}ctl`);
    await assert.rejects(findEtcd(find('3.6.4')), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /ETCD_VERSION is "3\.6\.4", which is none of 3\.4\.23, 3\.5\.16, 3\.5\.30/);
      return true;
    });
  });

  it('takes the newest that can stand for a version that is gone', async () => {
    const cache = join(folder, 'later');
    installed('3.7.1', 'later/sid');
    const likest = installed('3.6.9', 'later/forky');
    assert.equal(await findEtcd({ environment: {}, cache }), likest);
    assert.equal(
      await findEtcd({ environment: {}, cache: newestLast('newest') }),
      join(folder, 'newest/sid/etcd'),
    );
  });

  function newestLast(place: string): string {
    installed('3.5.31', `${place}/forky`);
    installed('3.6.10', `${place}/sid`);
    return join(folder, place);
  }

  it('says what was tried where there is none', async () => {
    const file = program('file', '');
    const cache = join(file, 'cache');
    await assert.rejects(findEtcd({ environment: {}, cache }), (error) => {
      assert.ok(error instanceof StoreError);
      assert.match(
        error.message,
        /no etcd 3\.5\.30: ETCD_BIN is not set, PATH has none of that version, nor has .*etcd-server.* could not be had: /,
      );
      assert.match(error.hint ?? '', /^set ETCD_BIN to an etcd server executable/);
      return true;
    });
  });
});
