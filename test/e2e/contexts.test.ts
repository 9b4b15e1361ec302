/** Named contexts of the configuration file, as an operator meets them: two clusters, one of them protected and pinned. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { CHANGED_STATE, configAt, HEAT_STACKS, KEYS, PORT, STACKLESS, STATE } from '../support/data/port.ts';
import { esiState, type Ran } from '../support/run/cli.ts';
import { configFolder } from '../support/run/config-file.ts';
import { askedOf, contents, type TestEtcd, testEtcd } from '../support/run/etcd.ts';
import { onlyEntry } from '../support/run/journaled.ts';
import { onTerminal } from '../support/run/on-terminal.ts';

const { folder, write } = configFolder();

describe('contexts', () => {
  let prod: TestEtcd;
  let lab: TestEtcd;
  let prodId: string;
  let labId: string;
  let env: Record<string, string>;
  const run = (args: readonly string[], more: Record<string, string> = {}) =>
    esiState(args, { env: { ...env, ...more } });
  const repair = (...args: string[]) => run(['repair', 'ddc14', '--settle', '0', ...args]);
  const stored = async (etcd: TestEtcd, key: string = KEYS.state) =>
    Buffer.from(contents(await etcd.dump())[key] ?? '', 'latin1').toString();
  const entries = async () => JSON.parse((await run(['journal', '-o', 'json'])).stdout).entries;
  const endpointsOf = ({ etcd }: TestEtcd) => etcd.endpoints.join(',');

  before(async () => {
    [prod, lab] = await Promise.all([testEtcd(), testEtcd()]);
    prodId = (await prod.source.identity()).clusterId;
    labId = (await lab.source.identity()).clusterId;
    await lab.put(KEYS.state, STACKLESS);
    await prod.put(`/tokyo${KEYS.state}`, STACKLESS);
  });
  after(() => Promise.all([prod?.stop(), lab?.stop()]));

  beforeEach(async () => {
    await prod.put(KEYS.config, configAt(2));
    await prod.put(KEYS.heat_stacks, HEAT_STACKS);
    await prod.put(KEYS.state, CHANGED_STATE);
    const file = write(`
current-context: prod
contexts:
  prod: {endpoints: ["${endpointsOf(prod)}"], cluster_id: ${prodId}, protected: true}
  prod-2: {endpoints: ["${endpointsOf(prod)}"]}
  lab: {endpoints: "${endpointsOf(lab)}"}
  secret: {endpoints: "${endpointsOf(lab)}", user: me, password: topsecret}
  tokyo: {endpoints: "${endpointsOf(prod)}", prefixes: {state: /tokyo/state/}}
  astray: {endpoints: "${endpointsOf(lab)}", cluster_id: ${prodId}, user: me, password: topsecret}
`);
    env = { ESI_STATE_CONFIG: file, XDG_STATE_HOME: join(folder, `state-${Math.random()}`) };
  });

  const sourceOf = (ran: Ran) => {
    assert.equal(ran.stderr.replace(/^\{"note".*\n/gm, ''), '');
    const { context, cluster_id, endpoints } = JSON.parse(ran.stdout).source;
    return [context, cluster_id, endpoints.join(',')];
  };
  const show = (args: string[], more: Record<string, string> = {}) =>
    run(['show', KEYS.state, '-o', 'json', ...args], more);

  it('name what is read on screens and in JSON', async () => {
    assert.deepEqual(sourceOf(await show([])), ['prod', prodId, endpointsOf(prod)]);
    const screen = await run(['show', 'ddc14']);
    assert.match(screen.stdout, new RegExp(`^source +\\[prod\\] +revision \\d+ +cluster ${prodId}`, 'm'));
    assert.match((await run(['verify', '--all'])).stdout, /^source +\[prod\]/m);
    assert.match((await repair('--dry-run')).stdout, /^source +\[prod\]/m);
    assert.deepEqual(sourceOf(await run(['verify', '--all', '-o', 'json'])), [
      'prod',
      prodId,
      endpointsOf(prod),
    ]);
    assert.deepEqual(sourceOf(await repair('--dry-run', '-o', 'json')), ['prod', prodId, endpointsOf(prod)]);
  });

  it('that were typed are part of the next command', async () => {
    const next = async (...args: string[]) => /^next +(.*)$/m.exec((await run(args)).stdout)?.[1];
    const typed = ['--context', 'prod-2'];
    assert.equal(await next('show', 'ddc14'), 'esi-state repair ports/ddc14be4 --dry-run');
    assert.equal(
      await next('show', 'ddc14', ...typed),
      'esi-state repair ports/ddc14be4 --dry-run --context prod-2',
    );
    assert.equal(await next(...typed, 'verify', '--all'), 'esi-state show ports/ddc14be4 --context prod-2');
    const endpoints = endpointsOf(prod);
    assert.equal(
      await next('verify', 'ddc14', '--endpoints', endpoints, '--prefix', 'jobs=/j/'),
      `esi-state show ports/ddc14be4 --endpoints ${endpoints} --prefix 'jobs=/j/'`,
    );
    const planned = await repair('--dry-run', ...typed);
    assert.match(planned.stdout, /^undo +esi-state undo \w+ --context prod-2$/m);
    assert.match(planned.stdout, /^next +esi-state repair ports\/ddc14be4 --context prod-2$/m);
  });

  it('are chosen by flag, environment and file', async () => {
    assert.equal(sourceOf(await show([], { ESI_STATE_CONTEXT: 'lab' }))[0], 'lab');
    assert.equal(sourceOf(await show(['--context', 'prod-2'], { ESI_STATE_CONTEXT: 'lab' }))[0], 'prod-2');
    const unknown = await show(['--context', 'porod']);
    assert.equal(unknown.code, 2);
    assert.match(
      unknown.stderr,
      /--context \\"porod\\" is no context of .*config\.yaml.*did you mean prod\?/,
    );
  });

  it('a typed one beats the environment, which is said once', async () => {
    const left = { ETCDCTL_ENDPOINTS: endpointsOf(lab), ETCDCTL_USER: 'me:topsecret' };
    const ran = await show(['--context', 'prod'], left);
    assert.deepEqual(sourceOf(ran), ['prod', prodId, endpointsOf(prod)]);
    const note = '--context was typed: ETCDCTL_ENDPOINTS and ETCDCTL_USER are ignored';
    assert.equal(ran.stderr, `${JSON.stringify({ note })}\n`);
    assert.equal((await run(['show', 'ddc14', '--context', 'prod'], left)).stderr, `note: ${note}\n`);
  });

  it('get no credentials of theirs to endpoints that are typed or of the environment', async () => {
    // etcd without users refuses every login: where one is tried, it is said.
    const own = await show(['--context', 'secret']);
    assert.equal(own.code, 0);
    assert.match(own.stderr, /^\{"note":"etcd has authentication turned off:.* the user me .*\n$/);
    const note = (by: string) =>
      `the endpoints come from ${by}, not from context secret: its user and password are not used`;
    const typed = await show(['--context', 'secret', '--endpoints', endpointsOf(lab)]);
    assert.deepEqual(sourceOf(typed), ['secret', labId, endpointsOf(lab)]);
    assert.equal(typed.stderr, `${JSON.stringify({ note: note('--endpoints') })}\n`);
    const variable = { ESI_STATE_CONTEXT: 'secret', ETCDCTL_ENDPOINTS: endpointsOf(prod) };
    const byVariable = await show([], variable);
    assert.deepEqual(sourceOf(byVariable), ['secret', prodId, endpointsOf(prod)]);
    assert.equal(byVariable.stderr, `${JSON.stringify({ note: note('ETCDCTL_ENDPOINTS') })}\n`);
    for (const ran of [own, typed, byVariable]) assert.ok(!(ran.stdout + ran.stderr).includes('topsecret'));
  });

  it('bring their prefixes, which --prefix beats', async () => {
    const tokyo = await run(['show', 'ddc14', '--context', 'tokyo', '-o', 'json']);
    assert.equal(JSON.parse(tokyo.stdout).stages.state.key, `/tokyo${KEYS.state}`);
    const flag = await run(['show', 'ddc14', '--context', 'tokyo', '--prefix', 'state=/state', '-o', 'json']);
    assert.equal(JSON.parse(flag.stdout).stages.state.key, KEYS.state);
  });

  it('a pinned one refuses another cluster, which is asked for nothing and told no password', async () => {
    assert.equal((await repair('--yes=prod')).code, 0);
    const { id } = onlyEntry(env['XDG_STATE_HOME'] ?? '');
    const before = await askedOf(lab.etcd);
    for (const args of [
      ['show', 'ddc14'],
      ['verify', '--all'],
      ['repair', 'ddc14', '--yes'],
      ['undo', id, '--yes'],
    ]) {
      const ran = await run([...args, '--context', 'astray']);
      assert.equal(ran.code, 2, ran.stderr);
      assert.equal(ran.stdout, '');
      assert.match(ran.stderr, pinned(labId, 'astray', prodId));
    }
    // Who it is was asked by transactions that do nothing.
    const { Txn, ...rest } = await askedOf(lab.etcd);
    assert.ok((Txn ?? 0) > (before['Txn'] ?? 0));
    assert.deepEqual({ ...rest, Txn: before['Txn'] }, before);
    const byVariable = await run(['show', 'ddc14'], { ETCDCTL_ENDPOINTS: endpointsOf(lab) });
    assert.equal(byVariable.code, 2);
    assert.match(byVariable.stderr, pinned(labId, 'prod', prodId));
    const json = await show(['--context', 'astray']);
    assert.equal(JSON.parse(json.stderr).error.code, 2);
  });

  it('a protected one is written to by its name alone', async () => {
    const plain = await repair('--yes');
    assert.equal(plain.code, 5);
    assert.equal(plain.stdout, '');
    assert.match(plain.stderr, /^error: the context prod is protected.*; type --yes=prod\n$/);
    const wrong = await repair('--yes=lab');
    assert.equal(wrong.code, 5);
    assert.match(wrong.stderr, /--yes=lab names another context: the context in force is prod/);
    const nobody = await repair();
    assert.equal(nobody.code, 5);
    assert.match(nobody.stderr, /--yes=prod writes without a question/);
    assert.equal((await repair('--yes', '--dry-run')).code, 0);
    assert.equal(await stored(prod), CHANGED_STATE);
    const named = await repair('--yes=prod');
    assert.equal(named.code, 0, named.stderr);
    assert.equal(await stored(prod), STATE);
    const [entry] = await entries();
    assert.deepEqual(
      [entry.context, entry.cluster_id, entry.endpoints.join(',')],
      ['prod', prodId, endpointsOf(prod)],
    );
    assert.match(
      (await run(['journal', entry.id])).stdout,
      new RegExp(`^where +prod cluster ${prodId}`, 'm'),
    );
    assert.equal((await run(['undo', entry.id, '--yes'])).code, 5);
    assert.equal((await run(['undo', '--yes=lab', entry.id])).code, 5);
    assert.equal(await stored(prod), STATE);
    const undone = await run(['undo', '--yes=prod', entry.id]);
    assert.equal(undone.code, 0, undone.stderr);
    assert.equal(await stored(prod), CHANGED_STATE);
    assert.deepEqual(
      (await entries()).map(({ context }: { context: string }) => context),
      ['prod', 'prod'],
    );
  });

  it('nor is a saved plan carried out there, or a healthy state written again', async () => {
    const plan = join(folder, 'plan.json');
    assert.equal((await repair('--plan-out', plan)).code, 0);
    assert.equal(JSON.parse(readFileSync(plan, 'utf8')).source.context, 'prod');
    assert.equal((await run(['repair', '--apply', plan, '--yes'])).code, 5);
    assert.equal(await stored(prod), CHANGED_STATE);
    assert.equal((await run(['repair', '--apply', plan, '--yes=prod'])).code, 0);
    assert.equal(await stored(prod), STATE);
    const revision = async () => (await prod.source.read([{ from: 'x' }])).revision;
    const before = await revision();
    assert.equal((await repair('--republish', '--yes')).code, 5);
    assert.equal(await revision(), before);
    assert.equal((await repair('--republish', '--yes=prod')).code, 0);
    assert.equal(await revision(), before + 1);
  });

  it('a saved plan, or an entry, under another name of the same cluster is told; another cluster refused', async () => {
    const plan = join(folder, 'plan-2.json');
    await repair('--plan-out', plan);
    const elsewhere = await run(['repair', '--apply', plan, '--context', 'lab', '--yes']);
    assert.equal(elsewhere.code, 5);
    assert.match(elsewhere.stderr, new RegExp(`the plan was made for cluster ${prodId}.*this is ${labId}`));
    const renamed = await run(['repair', '--apply', plan, '--context', 'prod-2', '--yes']);
    assert.equal(renamed.code, 0, renamed.stderr);
    assert.match(renamed.stderr, /^note: the plan was made in context prod, this is in context prod-2;/);
    const [{ id, context }] = await entries();
    assert.equal(context, 'prod-2');
    const undone = await run(['undo', id, '--yes', '--config', '/dev/null'], prod.env);
    assert.equal(undone.code, 0, undone.stderr);
    assert.match(
      undone.stderr,
      /^note: what is undone was made in context prod-2, this is without a context;/,
    );
  });

  it('--yes=NAME must fit an unprotected one, too, and swallows no name', async () => {
    const wrong = await repair('--context', 'prod-2', '--yes=prod');
    assert.equal(wrong.code, 5);
    assert.match(wrong.stderr, /the context in force is prod-2; type --yes=prod-2/);
    const none = await run(['repair', 'ddc14', '--yes=prod', '--config', '/dev/null'], prod.env);
    assert.equal(none.code, 5);
    assert.match(none.stderr, /no context is in force/);
    assert.equal(await stored(prod), CHANGED_STATE);
    const right = await run(['repair', '--settle', '0', '--context', 'prod-2', '--yes', 'ddc14']);
    assert.equal(right.code, 0, right.stderr);
    assert.equal(await stored(prod), STATE);
    const unknown = await run(['show', PORT, '--yes=prod']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /unknown option '--yes(=prod)?'/);
  });

  it('a protected one asks for its name on a terminal', async () => {
    const ask = (answer: string) =>
      onTerminal(['repair', 'ddc14', '--settle', '0'], env, [/anything else stops: /, answer]);
    const declined = await ask('yes');
    assert.match(declined.screen, /Write this to prod\? Type the context's name, anything else stops: /);
    assert.equal(declined.code, 5);
    assert.equal((await ask('PROD')).code, 5);
    assert.equal(await stored(prod), CHANGED_STATE);
    const agreed = await ask('prod');
    assert.equal(agreed.code, 0, agreed.screen);
    assert.equal(await stored(prod), STATE);
  });

  it('any other asks for a yes', async () => {
    const ask = (answer: string) =>
      onTerminal(['repair', 'ddc14', '--settle', '0', '--context', 'prod-2'], env, [
        /Write this to prod-2\? Type yes, anything else stops: /,
        answer,
      ]);
    assert.equal((await ask('prod-2')).code, 5);
    assert.equal(await stored(prod), CHANGED_STATE);
    assert.equal((await ask('Yes')).code, 0);
    assert.equal(await stored(prod), STATE);
  });
});

function pinned(found: string, context: string, wanted: string): RegExp {
  return new RegExp(`is of cluster ${found}, but context ${context} pins cluster ${wanted}`);
}
