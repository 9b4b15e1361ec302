import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '../../src/stages/config.ts';

const config = (text: string) => readConfig(Buffer.from(text));

describe('/config', () => {
  it('tells its version, whether it is to go, and the fields of its body', () => {
    const read = config(
      '{"body": "{\\"tenant_id\\": \\"fe3a\\"}", "marked_for_deletion": true, "version": 3}',
    );
    assert.equal(read.version, 3n);
    assert.equal(read.markedForDeletion, true);
    assert.equal(read.body?.get('tenant_id'), 'fe3a');
  });

  it('is marked by true alone', () => {
    for (const mark of ['false', 'null', '"true"', '1'])
      assert.equal(config(`{"marked_for_deletion": ${mark}}`).markedForDeletion, false, mark);
    assert.equal(config('{"": true}').markedForDeletion, false);
  });

  it('has a version where that is a positive integer, written as one', () => {
    assert.equal(config('{"version": 90071992547409931234}').version, 90071992547409931234n);
    for (const version of ['0', '-1', '1.0', '1e0', '"1"', 'null', 'true', '[1]'])
      assert.equal(config(`{"version": ${version}}`).version, undefined, version);
  });

  it('has no body where that is no text of an object', () => {
    for (const body of ['null', '{}', '1', '"[]"', '"1"', '"{"', '""', '"null"'])
      assert.equal(config(`{"": "{}", "body": ${body}}`).body, undefined, body);
  });

  it('tells nothing where it is no object', () => {
    const nothing = { version: undefined, markedForDeletion: false, body: undefined };
    for (const text of ['', '{', '[]', '1', 'null', '{"version": 1, "version": 1}'])
      assert.deepEqual(config(text), nothing, text);
  });
});
