/** From the page to a healthy system by typing only what the screens tell, for every incident that there is. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { prepareWidths } from '../../src/drawing/width.ts';
import { BIN, STATE_HOME } from '../support/run/cli.ts';
import { type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { follow, type Row } from './follow.ts';
import { chosenIncidents } from './incidents/all.ts';
import { NO_WAY_ON_YET } from './no-way-on-yet.ts';
import { type Worlds, worldsIn } from './world.ts';

/** The pauses before second looks run side by side. */
const AT_ONCE = 12;

/** Where the whole screens of all incidents are written to, for reading. */
const SCREENS = process.env['ESI_STATE_SCREENS'];

describe('what the screens tell to type', () => {
  let etcd: TestEtcd;
  let worlds: Worlds;
  before(async () => {
    await prepareWidths();
    etcd = await testEtcd();
    worlds = worldsIn(etcd, programs());
  });
  after(async () => {
    worlds.close();
    await etcd.stop();
  });

  it('leads to the end of every incident', async (t) => {
    const rows = await followAll();
    for (const row of rows) t.diagnostic(rowText(row));
    if (SCREENS !== undefined) writeFileSync(SCREENS, rows.map(screensText).join('\n'));
    const stuck = rows.filter(({ end }) => end !== 'healthy' && end !== 'outside');
    const names = new Set(rows.map(({ incident }) => incident));
    assert.deepEqual(
      stuck.map(({ incident }) => incident).sort(),
      NO_WAY_ON_YET.filter((name) => names.has(name)).sort(),
      stuck.map(screensText).join('\n'),
    );
  });

  async function followAll(): Promise<Row[]> {
    const left = chosenIncidents().map((incident, i) => ({ incident, i }));
    const rows: Row[] = [];
    const one = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const world = worlds.make(`w${next.i}`);
        await next.incident.play(world);
        rows[next.i] = await follow(world, next.incident);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return rows;
  }
});

/** The folder with the programs that screens name. */
function programs(): string {
  const folder = join(STATE_HOME, 'bin');
  mkdirSync(folder);
  symlinkSync(BIN, join(folder, 'esi-state'));
  return folder;
}

const NAME_WIDTH = 56;

function rowText({ incident, steps, end }: Row): string {
  const verbs = steps.map(({ line }) => line.split(' ')[1]);
  return `${incident.padEnd(NAME_WIDTH)} ${steps.length}  ${verbs.join(', ')}: ${end}`;
}

function screensText({ incident, steps, end }: Row): string {
  const shown = steps.map(({ line, screen, code }) => `$ ${line}\n${screen}[exit ${code}]`);
  return [`=== ${incident}: ${end}`, ...shown].join('\n');
}
