/** Hostile keys and values in etcd, through the built tool: nothing of them is live, on neither stream. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { prepareWidths, widthOf } from '../../src/drawing/width.ts';
import { CHANGED_STATE, HEAT_STACKS, PORT_ID } from '../support/data/port.ts';
import { esiState } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';

await prepareWidths();

const EVIL = '\u001b]0;owned\u0007\u009b2J\u202e\u200b\u2028\u0085\ue000e\u0301';
const ESCAPED = JSON.stringify(EVIL).slice(1, -1);
/** A name that can be typed, and goes on with what must not be printed. */
const ID = `evil${EVIL}`;
const NAME = `v2.0/ports${EVIL}/${ID}`;
const LIVE = /[^\P{C}\n]|\p{Zl}|\p{Zp}/u;

describe('hostile text in etcd', () => {
  let etcd: TestEtcd;
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-hostile-'));
  const evil = (text: string) => text.replaceAll(PORT_ID, ESCAPED).replace('fq_name', ESCAPED);

  before(async () => {
    etcd = await testEtcd();
    await etcd.put(`/esi-worker/heat_stacks/${NAME}`, evil(HEAT_STACKS));
    await etcd.put(
      `/state/${NAME}`,
      evil(CHANGED_STATE).replace('"error": ""', `"error": "${ESCAPED}", "${ESCAPED}": "${ESCAPED}"`),
    );
    await etcd.put(`/state/v2.0/networks/${ID}2`, Buffer.from([0x7b, 0xff, 0x9b, 0x1b, 0x0a]));
    await etcd.put(`/jobs/all/modify:${EVIL}:port:${ID}:3:x`, '');
    await etcd.put(`/jobs/working/modify:${EVIL}:network:${ID}2:3:x`, '');
  });
  after(async () => {
    await etcd.stop();
    rmSync(folder, { recursive: true });
  });

  const COMMANDS = [
    ['show', NAME, '--full'],
    ['show', `v2.0/networks/${ID}2`],
    ['show', 'evil'],
    ['show', `nowhere${EVIL}`],
    ['verify', '--all', '--list-all', '--settle', '0'],
    ['verify', `networks${EVIL}/`, '--settle', '0'],
    ['repair', NAME, '--dry-run', '--bytes', '--settle', '0'],
    ['repair', '--all', '--dry-run', '--bytes', '--settle', '0'],
    ['repair', NAME, '--settle', '0', '--dead-job', `/jobs/all/modify:${EVIL}:port:${ID}:3:x`, '--bytes'],
    ['repair', NAME, '--plan-out', join(folder, `plan${EVIL}`), '--settle', '0'],
    ['journal', `entry${EVIL}`],
    ['undo', `entry${EVIL}`],
    ['config', '--context', EVIL],
    [`no-command${EVIL}`],
  ];

  const STYLES = [
    ['table', 'C.UTF-8'],
    ['table', 'C'],
    ['json', 'C.UTF-8'],
    // Its lines are written as JSON is: they are tried with what prints some.
    ['ndjson', 'C.UTF-8'],
  ] as const;

  /** Tables are not wider than the screen, either; a command is never broken. */
  function assertTame(text: string, [format, locale]: readonly [string, string]): void {
    assert.doesNotMatch(text, locale === 'C' ? /[^ -~\n]/ : LIVE);
    const lines = format === 'table' ? text.split('\n') : [];
    for (const line of lines.filter((one) => !/^(esi-state|openstack) /.test(one)))
      assert.ok(widthOf(line) <= 80, `too wide: ${line}`);
  }

  for (const [i, args] of COMMANDS.entries())
    it(`is not live in what ${args[0]?.slice(0, 10)} (${i}) prints`, async () => {
      const isLined = args.includes('--all') || i === 0;
      for (const style of isLined ? STYLES : STYLES.slice(0, 3)) {
        const [format, LANG] = style;
        const env = { ...etcd.env, XDG_STATE_HOME: folder, LANG, COLUMNS: '80' };
        const { stdout, stderr, code } = await esiState([...args, '-o', format], { env });
        assert.notEqual(code, 70, stderr);
        assert.notEqual(stdout + stderr, '');
        assertTame(stdout, style);
        assertTame(stderr, ['json', LANG]);
      }
    });
});

describe('--color', () => {
  it('beats the environment, in tables alone', async () => {
    const coloured = async (args: readonly string[], env: Record<string, string>) =>
      (await esiState(['rules', ...args], { env })).stdout.includes('\u001b[');
    assert.equal(await coloured([], {}), false);
    assert.equal(await coloured(['--color=always'], { NO_COLOR: '1' }), true);
    assert.equal(await coloured(['--color', 'never'], { FORCE_COLOR: '1' }), false);
    assert.equal(await coloured(['--color=auto'], { FORCE_COLOR: '1' }), true);
    assert.equal(await coloured(['--color=always', '-o', 'json'], { FORCE_COLOR: '1' }), false);
    assert.equal((await esiState(['rules', '--color=sometimes'])).code, 2);
  });
});
