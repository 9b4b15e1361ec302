import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const DEMO = fileURLToPath(new URL('../../demo/demo.js', import.meta.url));
/** Someone's own cluster and terminal must make no difference. */
const SURROUNDINGS = { ...process.env, COLUMNS: '80', ETCDCTL_ENDPOINTS: '127.0.0.1:1', ETCDCTL_USER: 'x:y' };

function startDemo() {
  const child = spawn(process.execPath, [DEMO], { env: SURROUNDINGS, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, printed: text(child.stdout), complaints: text(child.stderr) };
}

/** What was printed from the first of two lines on, up to the second. */
function between(printed: string, from: string, to: string): string {
  const start = printed.indexOf(from);
  const end = printed.indexOf(to, start);
  assert.ok(start >= 0, `no "${from}" in:\n${printed}`);
  assert.ok(end >= 0, `no "${to}" behind "${from}" in:\n${printed}`);
  return printed.slice(start, end);
}

describe('the demo', () => {
  it('shows, verifies and repairs a small system', async () => {
    const { child, printed, complaints } = startDemo();
    const [code] = await once(child, 'exit');
    assert.deepEqual({ code, complaints: await complaints }, { code: 0, complaints: '' });
    assertScreens(await printed);
  });

  it('ends on Ctrl-C and leaves no etcd behind', async () => {
    const { child, complaints } = startDemo();
    let seen = '';
    child.stdout.on('data', (data) => {
      seen += data;
      if (seen.includes('verify --all')) child.kill('SIGINT');
    });
    const [code] = await once(child, 'exit');
    assert.deepEqual([code, await complaints], [130, '\nstopped; the throwaway etcd is gone\n']);
    const endpoint = /runs at (\S+) /.exec(seen)?.[1] ?? '';
    await assert.rejects(fetch(`${endpoint}/health`), `an etcd still answers at ${endpoint}`);
  });
});

function assertScreens(printed: string): void {
  const shown = between(printed, 'esi-state show ddc14', 'exit 0');
  assert.match(shown, /COMPLETE +v2\.0\/ports\/ddc14be4-3480-4e97-a978-817b18f9904c/);
  const bad = between(printed, 'esi-state verify --all', 'exit 1: something is broken');
  for (const part of ['5e8870d2', '/state/heat_outputs/4/output_value/0', '0a11c2d9', 'abandoned-job']) {
    assert.ok(bad.includes(part), `no ${part} in:\n${bad}`);
  }
  assert.match(between(printed, 'show ports/5e8870d2', 'exit 0'), /fa:16:3e:0c:55:1a.*fa:16:3e:0c:55:1b/s);
  assert.match(between(printed, 'show ports/0a11c2d9', 'exit 0'), /the worker died/);
  assert.match(between(printed, '--dry-run \n', 'exit 0'), /PLAN.*PLAN.*nothing was written/s);
  assert.match(between(printed, '--yes \n', 'exit 0'), /read again, and is settled.*and is settled/s);
  const rest = printed.slice(printed.indexOf('holds the very bytes'));
  const good = between(rest, 'esi-state verify --all', 'exit 0: nothing is broken');
  assert.doesNotMatch(good, /BROKEN/);
  assert.match(rest, /On your own etcd.*ETCDCTL_ENDPOINTS/s);
}
