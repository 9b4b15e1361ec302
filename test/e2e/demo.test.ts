import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const DEMO = fileURLToPath(new URL('../../demo/demo.js', import.meta.url));
const WIDTH = 80;
/** Someone's own cluster and configuration must make no difference. */
const STRANGE = { ETCDCTL_ENDPOINTS: '127.0.0.1:1', ETCDCTL_USER: 'x:y', ESI_STATE_CONFIG: '/nowhere' };
const ENVIRONMENT = {
  ...process.env,
  ...STRANGE,
  COLUMNS: String(WIDTH),
  LC_ALL: 'C.UTF-8',
  FORCE_COLOR: '0',
};

function startDemo() {
  const child = spawn(process.execPath, [DEMO], { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, printed: text(child.stdout), complaints: text(child.stderr) };
}

/** From each command on to the next, in the order in which they ran. */
function scenesOf(printed: string): [command: string, screen: string][] {
  const parts = printed.split(/^ \$ esi-state (.*?) *\n/m).slice(1);
  return parts.flatMap((part, i): [string, string][] => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : []));
}

describe('the demo', () => {
  let printed = '';
  let scenes: [command: string, screen: string][] = [];

  before(async () => {
    const demo = startDemo();
    const [code] = await once(demo.child, 'exit');
    assert.deepEqual({ code, complaints: await demo.complaints }, { code: 0, complaints: '' });
    printed = await demo.printed;
    scenes = scenesOf(printed);
  });

  function assertScene(at: number, command: string, ...parts: RegExp[]): void {
    const [typed, screen = ''] = scenes[at] ?? [];
    assert.equal(typed, command);
    for (const part of parts) assert.match(screen, part);
  }

  it('shows a healthy resource', () => {
    assertScene(
      0,
      'show ddc14',
      /^COMPLETE +v2\.0\/ports\/ddc14be4-3480-4e97-a978-817b18f9904c$/m,
      /^# exit 0/m,
    );
  });

  it('finds what is broken, and only that', () => {
    const found = [/^BROKEN .*0a11c2d9/m, /abandoned-job/, /^BROKEN .*5e8870d2/m, /outputs-differ/];
    assertScene(1, 'verify --all', ...found, /^IN FLIGHT .*c40aa1f7/m, /^FAILED .*7d20c1aa/m, /^# exit 1/m);
    assert.equal(scenes[1]?.[1].match(/^BROKEN/gm)?.length, 2);
  });

  it('shows what is broken in each', () => {
    assertScene(2, 'show ports/5e8870d2', /\/heat_outputs\/4\/output_value/, /55:1a".+55:1b"/s, /^# exit 0/m);
    assertScene(
      3,
      'show ports/0a11c2d9',
      /abandoned-job/,
      /unheld, made at revision \d+/,
      /^next +esi-state repair ports\/0a11c2d9/m,
    );
  });

  it('refuses what a job key speaks against, until the operator calls the job dead', () => {
    assertScene(4, 'repair ports/0a11c2d9 --dry-run', /^REFUSED .*0a11c2d9/m, /--dead-jobs/, /^# exit 5/m);
  });

  it('plans, and repairs what was planned', () => {
    const both = 'repair ports/5e8870d2 ports/0a11c2d9 --dead-jobs';
    assertScene(5, `${both} --dry-run`, /^PLAN .*5e8870d2/m, /^PLAN .*0a11c2d9/m, /^# exit 0/m);
    assertScene(
      6,
      `${both} --yes`,
      /done: .*5e8870d2/,
      /done: .*0a11c2d9/,
      /^# exit 0/m,
      /the very bytes again/,
    );
  });

  it('finds nothing broken any more', () => {
    assertScene(7, 'verify --all', /no inconsistencies in 8 resources/, /^# exit 0/m, /On your own etcd/);
    assert.doesNotMatch(scenes[7]?.[1] ?? '', /^BROKEN/m);
  });

  it('keeps to the width of the terminal, but for commands, which are never broken', () => {
    const lines = printed.split('\n').filter((line) => !line.startsWith(' $ '));
    const isCommand = (line: string) => /^(esi-state|etcdctl) /.test(line);
    const wide = lines.filter((line) => Array.from(line).length > WIDTH && !isCommand(line));
    assert.deepEqual(wide, []);
  });
});

describe('the demo, stopped by Ctrl-C', () => {
  it('leaves no etcd behind', async () => {
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
