/** What a screen tells to type next, pasted as it stands into a shell: it works, and goes to the same place. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  CHANGED_STATE,
  HEAT_STACKS,
  KEYS,
  PORT,
  PORT_ID,
  putPort,
  STACKLESS,
  STATE,
} from '../support/data/port.ts';
import { BIN, esiState } from '../support/run/cli.ts';
import { contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { commandsOn, splitBy } from '../support/run/pasted.ts';
import { type TestFolder, testFolder } from '../support/run/since.ts';

const SHORT = 'ports/ddc14be4';

describe('a command that a screen tells to type', () => {
  let etcd: TestEtcd;
  let folder: TestFolder;
  let place: string[];
  before(async () => {
    etcd = await testEtcd();
    folder = testFolder();
    mkdirSync(folder.path('bin'));
    writeFileSync(folder.path('bin/esi-state'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
    writeFileSync(
      folder.path('bin/openstack'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${folder.path('heat')}'\n`,
    );
    for (const program of ['esi-state', 'openstack']) chmodSync(folder.path(`bin/${program}`), 0o755);
    place = ['--endpoints', etcd.env.ETCDCTL_ENDPOINTS, '--dial-timeout', '3s'];
  });
  after(async () => {
    folder.remove();
    await etcd.stop();
  });

  /** Narrow, and with nothing in the environment that tells the cluster. */
  const run = (args: readonly string[], columns = '40') =>
    esiState(args, { env: { COLUMNS: columns, XDG_STATE_HOME: folder.path('state') } });

  function paste(command: string, shell = 'sh') {
    const env = { PATH: `${folder.path('bin')}:/usr/bin:/bin`, LANG: 'C.UTF-8', COLUMNS: '40' };
    const { status, stdout, stderr } = spawnSync(shell, ['-c', command], {
      cwd: folder.path('bin'),
      env: { ...env, XDG_STATE_HOME: folder.path('state') },
      encoding: 'utf8',
    });
    assert.equal(existsSync(folder.path('bin/run')), false, 'something else was run');
    return { code: status, stdout, stderr };
  }

  async function broken(): Promise<void> {
    await putPort(etcd);
    await etcd.put(KEYS.state, CHANGED_STATE);
  }

  it('leads from verify to show, to a repair, and back, whatever the folder of the journal is called', async () => {
    await broken();
    const journal = ['--journal-dir', folder.path("it's $(touch run) a 'journal'")];
    const [show = ''] = commandsOn((await run(['verify', '--all', '--settle', '0', ...place])).stdout);
    const [plan = ''] = commandsOn(paste(show).stdout);
    assert.match(plan, /^esi-state repair ports\/\w{8} --dry-run --endpoints /);
    const planned = await run([
      ...(splitBy('sh', [plan])[0] ?? []).slice(1),
      '--settle',
      '0',
      ...journal,
      '--reason',
      'a; b',
    ]);
    const [undo = '', repair = ''] = commandsOn(planned.stdout);
    assert.deepEqual(splitBy('sh', [repair])[0]?.slice(1, 3), ['repair', SHORT]);
    const done = paste(`${repair} --yes`);
    assert.equal(done.code, 0, done.stderr);
    assert.equal(paste(commandsOn(done.stdout).at(-1) ?? '').code, 0);
    const back = paste(`${undo} --yes`);
    assert.equal(back.code, 0, back.stderr);
    assert.equal(contents(await etcd.dump())[KEYS.state], CHANGED_STATE);
  });

  it('names a resource by more of its ID where the beginning of that is another one too', async (test) => {
    await broken();
    const twin = `${PORT_ID.slice(0, 8)}-0000-4000-8000-000000000001`;
    const pairs = [KEYS.heat_stacks, KEYS.state, KEYS.config].map(
      (key) => [key, key.replace(PORT_ID, twin)] as const,
    );
    test.after(() => Promise.all(pairs.map(([, key]) => etcd.remove(key))));
    const stored = contents(await etcd.dump());
    for (const [key, other] of pairs) await etcd.put(other, stored[key]?.replaceAll(PORT_ID, twin) ?? '');
    const [show = ''] = commandsOn((await run(['verify', twin, '--settle', '0', ...place])).stdout);
    const name = `ports/${twin.slice(0, 10)}`;
    assert.match(show, new RegExp(`^esi-state show ${name} `));
    const [plan = ''] = commandsOn(paste(show).stdout);
    const planned = paste(plan);
    assert.equal(planned.code, 0, planned.stderr);
    const repair = commandsOn(planned.stdout).at(-1) ?? '';
    const done = paste(`${repair} --yes`);
    assert.equal(done.code, 0, `${done.stdout}\n${done.stderr}`);
    const checked = commandsOn(done.stdout).at(-1) ?? '';
    assert.match(checked, new RegExp(`^esi-state verify ${name} `));
    assert.equal(paste(checked).code, 0);
  });

  it('applies the plan that was saved, and says so without a terminal, too', async () => {
    await broken();
    const file = folder.path('a plan.json');
    const saved = await run(['repair', '--all', '--settle', '0', '--plan-out', file, ...place]);
    const apply = commandsOn(saved.stdout).at(-1) ?? '';
    assert.deepEqual(splitBy('sh', [apply])[0]?.slice(0, 4), ['esi-state', 'repair', '--apply', file]);
    const asked = paste(apply);
    assert.equal(asked.code, 5);
    const done = paste(commandsOn(asked.stdout).at(-1) ?? '');
    assert.equal(done.code, 0, done.stderr);
    assert.equal(contents(await etcd.dump())[KEYS.state], STATE);
    assert.ok(readFileSync(file, 'utf8').includes(PORT_ID));
  });

  it('keeps what was chosen, and the whole of all', async () => {
    await broken();
    const chosen = [
      '--from',
      'heat_stacks',
      '--stage',
      'state',
      '--state-version',
      '2',
      '--reason',
      'why not',
    ];
    const named = await run(['repair', PORT, '--dry-run', '--settle', '0', ...place, ...chosen]);
    const [, next = ''] = commandsOn(named.stdout);
    const words = splitBy('sh', [next])[0] ?? [];
    for (const word of [...chosen, ...place]) assert.ok(words.includes(word), `${word} is not in ${next}`);
    const scope = ['--all', '--rule', 'outputs-differ', '--type', 'ports', '--limit', '3'];
    const all = await run(['repair', ...scope, '--dry-run', '--settle', '0', ...place]);
    const [, same = ''] = commandsOn(all.stdout);
    assert.deepEqual(splitBy('sh', [same])[0]?.slice(0, 9), [
      'esi-state',
      'repair',
      '--all',
      ...scope.slice(1),
    ]);
    assert.ok(!same.includes(SHORT));
  });

  it('removes a dead job by its key, of which a shell runs nothing', async () => {
    const key = `/jobs/all/modify:heat_worker:port:${PORT_ID}:2:a'b$(touch run);\`touch run\``;
    await broken();
    await etcd.put(key, '{}');
    const refused = await run(['repair', PORT, '--dry-run', '--settle', '0', ...place]);
    assert.equal(refused.code, 5);
    const [next = ''] = commandsOn(refused.stdout);
    const planned = paste(next);
    assert.equal(planned.code, 0, planned.stderr);
    const [, same = ''] = commandsOn(planned.stdout);
    const done = paste(`${same} --yes`);
    assert.equal(done.code, 0, done.stdout + done.stderr);
    const told = done.stdout.split('\n').filter((line) => line.startsWith('etcdctl del '));
    assert.deepEqual(splitBy('bash', told)[0]?.slice(0, 5), [
      'etcdctl',
      'del',
      key,
      '--endpoints',
      etcd.env.ETCDCTL_ENDPOINTS,
    ]);
    await etcd.remove(key);
  });

  it('asks Heat about a stack only by what is the name of one', async () => {
    const failed = (stack: string) =>
      HEAT_STACKS.replace(/"stack_id": "[^"]*"/, `"stack_id": ${JSON.stringify(stack)}`);
    await putPort(etcd);
    await etcd.put(KEYS.heat_stacks, failed(`--os-auth-url=http://evil_${PORT_ID}`));
    const evil = await run(['show', PORT, ...place]);
    assert.doesNotMatch(evil.stdout, /^(next +)?openstack/m);
    const told = JSON.parse((await run(['show', PORT, ...place, '-o', 'json'])).stdout);
    assert.equal(told.next.command[0], 'esi-state');
  });

  it('has a name that begins with a dash behind --', async () => {
    const id = '-rf;touch run';
    await etcd.put(`/state/-x/${id}`, STACKLESS);
    const shown = await run(['show', ...place, '--', `-x/${id}`]);
    const [next = ''] = commandsOn(shown.stdout);
    assert.deepEqual(splitBy('sh', [next])[0]?.slice(-2), ['--', `-x/${id}`]);
    assert.equal(paste(next).code, 0);
    await etcd.remove(`/state/-x/${id}`);
  });

  it('is in JSON as words, with an error too', async () => {
    await broken();
    const asked = async (...args: string[]) =>
      JSON.parse((await run([...args, '-o', 'json', ...place])).stdout);
    const show = await asked('show', PORT);
    assert.deepEqual(show.next.command.slice(0, 4), ['esi-state', 'repair', SHORT, '--dry-run']);
    const verify = await asked('verify', '--all', '--settle', '0');
    const [first] = verify.resources;
    assert.deepEqual(first.next.command, ['esi-state', 'show', SHORT, ...place]);
    const repair = await asked('repair', PORT, '--dry-run', '--settle', '0');
    assert.deepEqual(repair.resources[0].next.command.slice(0, 3), ['esi-state', 'repair', SHORT]);
    const undo = await run(['undo', 'nothing', '--dry-run', '-o', 'json', ...place]);
    const { error } = JSON.parse(undo.stderr);
    assert.equal(undo.code, 4);
    assert.deepEqual(error.next.command, ['esi-state', 'journal', ...place]);
    assert.match(error.hint, /: esi-state journal --endpoints /);
  });

  it('stands alone on a line of its own behind an error that is too long for it', async () => {
    const folderName = folder.path('a folder with a long name, and blanks in it');
    const { stderr } = await run(['undo', 'nothing', '--dry-run', '--journal-dir', folderName, ...place]);
    const [told = '', command = '', ...more] = stderr.split('\n');
    assert.match(told, /^error: the journal has no entry .*:$/);
    assert.deepEqual(more, ['']);
    assert.equal(paste(command).code, 0);
  });
});
