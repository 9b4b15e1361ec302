import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placeWords } from '../../src/cli/place-words.ts';

describe('the words that told which cluster is meant', () => {
  it('are those of the connection, and no password', () => {
    const flags = {
      ...{
        config: 'c.yaml',
        context: 'prod',
        endpoints: 'a,b',
        discoverySrv: 'd',
        discoverySrvName: 'n',
        cacert: 'ca',
        cert: 'crt',
        key: 'k',
      },
      ...{ user: 'me:secret:too', password: 'secret', passwordFile: 'pw', insecureSkipTlsVerify: true },
      ...{ insecureDiscovery: false, insecureTransport: false },
      ...{ prefix: ['state=/a/', 'jobs=/b/'], dialTimeout: '1s', full: true },
    };
    const told =
      '--config c.yaml --context prod --endpoints a,b --discovery-srv d --discovery-srv-name n --cacert ca --cert crt --key k --user me --password-file pw ' +
      '--insecure-discovery=false --insecure-transport=false --insecure-skip-tls-verify --prefix state=/a/ --prefix jobs=/b/';
    assert.equal(placeWords(flags).join(' '), told);
  });

  it('are none where nothing was typed', () => assert.deepEqual(placeWords({}), []));
});
