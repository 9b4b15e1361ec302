import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_PREFIXES, endOfPrefix, parseJobKey, refOfKey, refOfName } from '../../src/stages/keys.ts';

const job = (rest: string) => parseJobKey(DEFAULT_PREFIXES, `/jobs/${rest}`);

describe('names of resources', () => {
  it('are split at the last slash', () => {
    assert.deepEqual(refOfName('v2.0/ports/ddc1'), { schemaPath: 'v2.0/ports', id: 'ddc1' });
    assert.deepEqual(refOfName('p/i'), { schemaPath: 'p', id: 'i' });
  });

  it('need a schema path and an ID', () => {
    for (const name of ['', '/', 'ddc1', '/ddc1', 'v2.0/ports/'])
      assert.equal(refOfName(name), undefined, name);
  });

  it('come from keys under the prefix alone', () => {
    assert.deepEqual(refOfKey(DEFAULT_PREFIXES, 'state', '/state/a/b'), { schemaPath: 'a', id: 'b' });
    assert.equal(refOfKey(DEFAULT_PREFIXES, 'state', '/config/a/b'), undefined);
  });
});

describe('the end of a prefix', () => {
  it('is the first key behind all that start with it', () => {
    assert.equal(endOfPrefix('/jobs/'), '/jobs0');
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const [key, end] = [`/jobs/${rest}`, endOfPrefix('/jobs/')].map((text) => Buffer.from(text));
        assert.ok(key && end && Buffer.compare(key, end) < 0);
      }),
    );
    assert.ok('/jobs0' >= endOfPrefix('/jobs/'));
  });
});

describe('keys of jobs', () => {
  it('tell folder, action, handler, type, ID and version', () => {
    assert.deepEqual(job('working/modify:heat_worker:port:ddc1:3:x7k2q'), {
      folder: 'working',
      job: 'modify:heat_worker:port:ddc1:3:x7k2q',
      action: 'modify',
      handler: 'heat_worker',
      type: 'port',
      id: 'ddc1',
      version: '3',
    });
  });

  it('may hold an ID with colons', () => {
    const { id, version } = job('all/create:h:t:a:b::c:12:r') ?? {};
    assert.deepEqual([id, version], ['a:b::c', '12']);
  });

  it('are no jobs without one of the folders, or with less than six parts', () => {
    for (const rest of [
      '',
      'all',
      'all/',
      'other/a:h:t:i:1:r',
      'a:h:t:i:1:r',
      'all/a:h:t:i:1',
      'allx/a:h:t:i:1:r',
    ])
      assert.equal(job(rest), undefined, rest);
    assert.equal(parseJobKey(DEFAULT_PREFIXES, '/jobz/all/a:h:t:i:1:r'), undefined);
  });
});
