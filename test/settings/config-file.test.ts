import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { UsageError } from '../../src/errors.ts';
import { loadConfigFile } from '../../src/settings/config-file.ts';

describe('the configuration file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esi-state-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (text: string) => {
    const path = join(folder, 'config.yaml');
    writeFileSync(path, text);
    return path;
  };

  it('sets severities and known words', async () => {
    const path = write(
      'severities:\n  outputs-reordered: error\n  unknown-field: off\nknown:\n  fields: [region]\n  statuses: [CREATE_DONE]\nsecrets:\n  also: [bgp_key]\n  never: [auth_token]\n',
    );
    const { severities, known, secrets } = await loadConfigFile(path, {});
    assert.deepEqual(
      { severities, known, secrets },
      {
        severities: { 'outputs-reordered': 'error', 'unknown-field': 'off' },
        known: { fields: ['region'], statuses: ['CREATE_DONE'] },
        secrets: { also: ['bgp_key'], never: ['auth_token'] },
      },
    );
  });

  it('is looked for where it was said, then in the environment, then in its usual place', async () => {
    const path = write('severities: {failed-job: error}');
    assert.deepEqual((await loadConfigFile(undefined, { ESI_STATE_CONFIG: path })).severities, {
      'failed-job': 'error',
    });
    assert.deepEqual(
      (await loadConfigFile(undefined, { XDG_CONFIG_HOME: join(folder, 'none') })).severities,
      {},
    );
    assert.deepEqual(
      (await loadConfigFile(undefined, { ESI_STATE_CONFIG: '', HOME: join(folder, 'none') })).severities,
      {},
    );
  });

  it('may be empty', async () => {
    assert.deepEqual((await loadConfigFile(write(''), {})).severities, {});
  });

  const wrong: readonly [string, RegExp][] = [
    ['severities: {outputs-difer: error}', /no rule is called "outputs-difer"/],
    ['severities: {outputs-differ: fatal}', /config\.yaml: severities\.outputs-differ is "fatal"/],
    ['severities: [a]', /must be a mapping/],
    ['servers: {}', /config\.yaml: the file has the unknown key "servers"/],
    ['known: {fields: region}', /must be a list of words/],
    ['secrets: {also: bgp_key}', /secrets.also must be a list of words/],
    ['secrets: {some: []}', /secrets has the unknown key "some"/],
    ['a: [', /is no YAML/],
  ];
  for (const [text, said] of wrong) {
    it(`refuses ${text}`, async () => {
      await assert.rejects(loadConfigFile(write(text), {}), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, said);
        return true;
      });
    });
  }

  it('refuses a named file that is not there', async () => {
    await assert.rejects(loadConfigFile(join(folder, 'missing.yaml'), {}), /can't be read: ENOENT/);
  });
});
