import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DEFAULT_PREFIXES,
  endOfPrefix,
  identityOf,
  parseJobKey,
  rawKeyOf,
  refOfKey,
  refOfName,
} from '../../src/stages/keys.ts';

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
    const refOf = (key: string) => refOfKey(DEFAULT_PREFIXES, 'state', { key, rawKey: Buffer.from(key) });
    assert.deepEqual(refOf('/state/a/b'), { schemaPath: 'a', id: 'b' });
    assert.deepEqual(refOf('/state/a/b\ufffd'), { schemaPath: 'a', id: 'b\ufffd' });
    assert.equal(refOf('/config/a/b'), undefined);
  });

  it('that are not UTF-8 tell resources apart by their bytes, and are found by them', () => {
    const refOf = (latin1: string) => {
      const rawKey = Buffer.from(latin1, 'latin1');
      return (
        refOfKey(DEFAULT_PREFIXES, 'state', { key: rawKey.toString(), rawKey }) ?? { schemaPath: '', id: '' }
      );
    };
    const keys = ['/state/a/b\xff', '/state/a/b\xfe', '/state/a\xff/b', '/state/a/b\xef\xbf\xbd'];
    assert.deepEqual(refOf('/state/a/b\xff'), { schemaPath: 'a', id: 'b\ufffd', rawName: 'a/b\xff' });
    assert.equal(new Set(keys.map((key) => identityOf(refOf(key)))).size, keys.length);
    for (const key of keys) {
      const raw = rawKeyOf(DEFAULT_PREFIXES, 'state', refOf(key));
      assert.equal(Buffer.from(raw).toString('latin1'), key);
    }
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
