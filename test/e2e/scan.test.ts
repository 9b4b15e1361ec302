/** Whole runs of the built tool while etcd misbehaves. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { fill, madeKeys } from '../../bench/system.ts';
import { BIN, esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

const RESOURCES = 1000;

describe('verify --all of a larger system', () => {
  let etcd: TestEtcd;
  before(async () => {
    etcd = await testEtcd();
    await fill(etcd.source, madeKeys(RESOURCES));
  });
  after(() => etcd.stop());

  async function compact(revision: number): Promise<void> {
    const body = JSON.stringify({ revision: String(revision) });
    await fetch(`${etcd.etcd.endpoint}/v3/kv/compaction`, { method: 'POST', body });
  }

  it('is whole and without false alarms under a constant stream of writes and compactions', async () => {
    let running = true;
    let compactions = 0;
    const disturb = async () => {
      for (let i = 0; running; i++) {
        await compact(await etcd.put('/elsewhere', String(i)));
        compactions++;
      }
    };
    const disturbing = disturb();
    for (let run = 0; run < 3; run++) {
      const args = ['verify', '--all', '-o', 'json', '--page-size', '400', '--concurrency', '1'];
      const { code, stdout, stderr } = await esiState(args, { env: etcd.env });
      assert.equal(code, 0, stderr);
      assert.deepEqual(JSON.parse(stdout).summary.verdicts, { stackless: 400, settled: 600 });
    }
    running = false;
    await disturbing;
    assert.ok(compactions > 20);
  });

  it('goes on at a newer revision after a compaction, and says so', async () => {
    const child = spawn(
      process.execPath,
      [
        BIN,
        'verify',
        '--all',
        '-o',
        'ndjson',
        '--list-all',
        '--page-size',
        '50',
        '--concurrency',
        '1',
        '--rate',
        '2',
      ],
      { env: { ...process.env, ...etcd.env } },
    );
    let out = '';
    let compacted = false;
    child.stdout.on('data', async (data) => {
      out += data;
      if (compacted) return;
      compacted = true;
      await compact(await etcd.put('/elsewhere', 'x'));
    });
    const [code] = await once(child, 'close');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { summary, notes } = lines.at(-1);
    assert.equal(code, 0);
    assert.equal(summary.resources, RESOURCES);
    assert.equal(new Set(lines.slice(0, -1).map(({ resource }) => resource)).size, RESOURCES);
    assert.match(notes.join(), /compacted away meanwhile: it went on at \d+/);
  });

  it('ends with exit 3 and no summary where etcd stops answering in the middle', async () => {
    const args = [
      'verify',
      '--all',
      '-o',
      'ndjson',
      '--list-all',
      '--page-size',
      '50',
      '--rate',
      '1',
      '--command-timeout',
      '1s',
    ];
    const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, ...etcd.env } });
    let [out, complaints] = ['', ''];
    let stopped = false;
    child.stderr.on('data', (data) => {
      complaints += data;
    });
    child.stdout.on('data', async (data) => {
      // The first page comes before the types are looked for.
      if (out.split('\n').length > 60 && !stopped) {
        stopped = true;
        await etcd.etcd.signal('SIGSTOP');
      }
      out += data;
    });
    try {
      const [code] = await once(child, 'close');
      assert.equal(code, 3);
      assert.ok(
        out
          .trim()
          .split('\n')
          .every((line) => JSON.parse(line).summary === undefined),
      );
      const { error } = JSON.parse(complaints);
      assert.equal(error.code, 3);
      assert.match(error.message, /\d+( of about 10\d\d)? resources were looked at; not done: .*v2\.0\//);
    } finally {
      await etcd.etcd.signal('SIGCONT');
    }
  });
});
