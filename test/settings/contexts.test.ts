import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { UsageError } from '../../src/errors.ts';
import { chooseContext } from '../../src/settings/choose-context.ts';
import { loadConfigFile } from '../../src/settings/config-file.ts';
import { configFolder } from '../support/run/config-file.ts';

const { folder, write } = configFolder();
const load = (text: string) => loadConfigFile(write(text), {});

async function refused(text: string, message: string | RegExp): Promise<void> {
  const path = write(text);
  try {
    await loadConfigFile(path, {});
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    if (typeof message === 'string') assert.equal(error.message, `${path}: ${message}`);
    else assert.match(error.message, message);
    assert.ok(!/topsecret/.test(`${error.message} ${error.hint} ${error.stack}`), 'a secret is told');
    return;
  }
  assert.fail(`${text} was taken`);
}

describe('contexts of the configuration file', () => {
  it('bring all that a connection needs', async () => {
    const { contexts, currentContext } = await load(`
current-context: prod
contexts:
  prod:
    endpoints: [https://etcd1:2379, "https://[::1]:2379"]
    cacert: ca.pem
    cert: /abs/client.pem
    key: ../keys/client.key
    user: reader
    password-file: password
    dial-timeout: 500ms
    command-timeout: 5
    insecure-skip-tls-verify: false
    cluster_id: 0x048276A8f75b6a87
    protected: true
    prefixes: {state: /foo/state, jobs: /foo/jobs/}
  lab: {endpoints: "a:1, b:2", user: "me:p:w"}
  bare:
`);
    assert.equal(currentContext, 'prod');
    const [prod, lab, bare] = contexts;
    assert.deepEqual(prod, {
      name: 'prod',
      origin: `${join(folder, 'config.yaml')}: contexts.prod`,
      values: {
        endpoints: 'https://etcd1:2379,https://[::1]:2379',
        cacert: join(folder, 'ca.pem'),
        cert: '/abs/client.pem',
        key: join(folder, '..', 'keys/client.key'),
        user: 'reader',
        passwordFile: join(folder, 'password'),
        dialTimeout: '500ms',
        commandTimeout: '5',
        insecureSkipTlsVerify: 'false',
      },
      prefixes: { state: '/foo/state/', jobs: '/foo/jobs/' },
      passwordKey: 'password',
      clusterId: '48276a8f75b6a87',
      protected: true,
    });
    assert.deepEqual(lab?.values, { endpoints: 'a:1, b:2', user: 'me', password: 'p:w' });
    assert.deepEqual([lab?.protected, lab?.clusterId], [false, undefined]);
    assert.deepEqual(bare?.values, {});
  });

  it('keep the text of what looks like a number', async () => {
    const { contexts } = await load(
      'contexts: {a: {endpoints: "a:1", user: 007, password: 0123e2, cluster_id: 48276e8}}',
    );
    assert.deepEqual(contexts[0]?.values, { endpoints: 'a:1', user: '007', password: '0123e2' });
    assert.equal(contexts[0]?.clusterId, '48276e8');
    const digits = await load('contexts: {a: {cluster_id: 1234567890123456}}');
    assert.equal(digits.contexts[0]?.clusterId, '1234567890123456');
  });

  it('may share settings by a YAML alias', async () => {
    const { contexts } = await load('contexts: {a: {prefixes: &ours {state: /x/}}, b: {prefixes: *ours}}');
    assert.deepEqual(
      contexts.map(({ prefixes }) => prefixes),
      [{ state: '/x/' }, { state: '/x/' }],
    );
  });

  const wrong: readonly [string, string][] = [
    ['contexts: [a]', 'contexts must be a mapping'],
    ['contexts: {a: 1}', 'contexts.a must be a mapping'],
    ['contexts: {a: {endpoint: "b:1"}}', 'contexts.a has the unknown key "endpoint"'],
    ['contexts: {"a b": {}}', 'contexts has the name "a b"'],
    ['contexts: {"": {}}', 'contexts has the name ""'],
    ['contexts: {a: {endpoints: []}}', 'contexts.a.endpoints: no endpoint is given'],
    ['contexts: {a: {endpoints: [{b: 1}]}}', 'contexts.a.endpoints.0 must be a text that is not empty'],
    ['contexts: {a: {endpoints: nowhere}}', 'contexts.a.endpoints: the endpoint "nowhere" is not host:port'],
    [
      'contexts: {a: {endpoints: ["http://b:1", "https://c:1"]}}',
      'contexts.a.endpoints: the endpoints mix http:// and https://',
    ],
    ['contexts: {a: {cacert: }}', 'contexts.a.cacert must be a text that is not empty'],
    ['contexts: {a: {endpoints: "b:1", user: true}}', 'contexts.a.user must be a text that is not empty'],
    [
      'contexts: {a: {endpoints: "b:1", user: u, password: [topsecret]}}',
      'contexts.a.password must be a text that is not empty',
    ],
    [
      'contexts: {a: {dial-timeout: soon}}',
      'contexts.a.dial-timeout "soon" is not a duration from 1ms to 596h',
    ],
    [
      'contexts: {a: {command-timeout: 0}}',
      'contexts.a.command-timeout "0" is not a duration from 1ms to 596h',
    ],
    [
      'contexts: {a: {insecure-skip-tls-verify: "yes"}}',
      'contexts.a.insecure-skip-tls-verify must be true or false',
    ],
    ['contexts: {a: {protected: "true"}}', 'contexts.a.protected must be true or false'],
    ['contexts: {a: {cluster_id: prod}}', 'contexts.a.cluster_id "prod" is no cluster ID'],
    [
      'contexts: {a: {cluster_id: 324997853541788295}}',
      'contexts.a.cluster_id "324997853541788295" is no cluster ID',
    ],
    ['contexts: {a: {cluster_id: 0}}', 'contexts.a.cluster_id "0" is no cluster ID'],
    ['contexts: {a: {prefixes: {stat: /x/}}}', 'contexts.a.prefixes has the unknown key "stat"'],
    ['contexts: {a: {prefixes: {state: /}}}', 'contexts.a.prefixes.state "/" is not /PATH/'],
    [
      'contexts: {a: {prefixes: {state: /config/x}}}',
      'contexts.a.prefixes: the prefixes overlap: state /config/x/ and config /config/',
    ],
    [
      'contexts: {a: {endpoints: "b:1", user: u, password: topsecret, password-file: f}}',
      'contexts.a has both password and password-file',
    ],
    ['contexts: {a: {endpoints: "b:1", password: topsecret}}', 'contexts.a has a password without a user'],
    ['contexts: {a: {endpoints: "b:1", user: ":topsecret"}}', 'contexts.a has a user without a name'],
    ['contexts: {a: {endpoints: "b:1", cert: c}}', 'contexts.a has only one of cert and key'],
    ['contexts: {a: {user: u, password: topsecret}}', 'contexts.a has user and no endpoints'],
    [
      'contexts: {a: {endpoints: "b:1", discovery-srv-name: c}}',
      'contexts.a has discovery-srv-name and no discovery-srv',
    ],
    ['contexts: {a: {discovery-srv: "b c"}}', 'contexts.a.discovery-srv "b c" is no name of the DNS'],
    [
      'contexts: {a: {insecure-skip-tls-verify: true}}',
      'contexts.a has insecure-skip-tls-verify and no endpoints',
    ],
    ['current-context: b\ncontexts: {a: {}}', 'current-context "b" is no context of the file'],
    ['current-context: ""', 'current-context must be a text that is not empty'],
  ];
  for (const [text, said] of wrong) it(`refuses ${text}`, () => refused(text, said));

  it('are all checked, the ones not in use too', () =>
    refused(
      'current-context: a\ncontexts: {a: {}, b: {protected: 1}}',
      'contexts.b.protected must be true or false',
    ));

  it('never tell a secret where the YAML is wrong', () =>
    refused('contexts:\n  a:\n    password: topsecret\n    password: topsecret', /is no YAML: .*unique/));

  it('never tell a password that stands in an endpoint', () =>
    refused('contexts: {a: {endpoints: "http://me:topsecret@a:1"}}', /is not host:port/));
});

describe('the context in force', () => {
  const file = () => load('current-context: a\ncontexts: {a: {}, b: {}, prod: {}}');
  const chosen = async (typed: string | undefined, env: Record<string, string>) => {
    const context = chooseContext(typed, env, await file());
    return [context?.name, context?.typed, context?.chosenBy];
  };
  it('is the one typed, else that of the environment, else the current one', async () => {
    assert.deepEqual(await chosen('b', { ESI_STATE_CONTEXT: 'prod' }), ['b', true, '--context']);
    assert.deepEqual(await chosen(undefined, { ESI_STATE_CONTEXT: 'b' }), ['b', false, 'ESI_STATE_CONTEXT']);
    const current = ['a', false, `${join(folder, 'config.yaml')}: current-context`];
    assert.deepEqual(await chosen(undefined, { ESI_STATE_CONTEXT: '' }), current);
    assert.equal(chooseContext(undefined, {}, await load('contexts: {a: {}}')), undefined);
  });
  it('must be there', async () => {
    const there = await file();
    const error = (typed: string | undefined, env = {}, of = there) => {
      try {
        chooseContext(typed, env, of);
      } catch (thrown) {
        assert.ok(thrown instanceof UsageError);
        return `${thrown.message}; ${thrown.hint}`;
      }
      return assert.fail('it was taken');
    };
    const path = join(folder, 'config.yaml');
    assert.equal(error('prdo'), `--context "prdo" is no context of ${path}; did you mean prod?`);
    assert.equal(
      error(undefined, { ESI_STATE_CONTEXT: 'elsewhere' }),
      `ESI_STATE_CONTEXT "elsewhere" is no context of ${path}; they are a, b, prod`,
    );
    assert.match(error(''), /--context is empty/);
    assert.match(error('a', {}, await load('')), /it has none/);
    const none = await loadConfigFile(undefined, { XDG_CONFIG_HOME: join(folder, 'none') });
    assert.match(error('a', {}, none), /none\/esi-state\/config\.yaml; there is no such file/);
  });
});
