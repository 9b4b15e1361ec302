import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  NOTHING_SECRET,
  secretKeys,
  USUAL_SECRETS,
  wordsOf,
  wordsOfLetters,
} from '../../src/secrets/secret-keys.ts';

const SECRET = `
  password admin_password adminPassword AdminPassword ADMIN_PASSWORD adminpassword password2 passwords password_hash
  passwd root-passwd pwd user_pwd passphrase key_passphrase pass db_pass passcode
  secret client_secret clientSecret secrets shared-secret secret_id secret.key
  token userToken x-auth-token access_token tokens token_id OAuthToken refreshTOKEN
  credential credentials aws_credentials creds
  private_key privateKey ssh-private-key private_key_pem PRIVATEKEY privkey tls.private-key
  api_key apiKey APIKey api-keys APIKEY access_key secretAccessKey auth_key signing_key encryption_key
  psk pre_shared_key preSharedKey preshared_key md5_key snmp_community jwt bearer cookie session_key
  p\u200bassword pass\u00adword ｐａｓｓｗｏｒｄ`
  .split(/\s+/)
  .filter(Boolean);

const HARMLESS = `
  key output_key public_key publicKey ssh-public-key key_name keys keyboard monkey
  token_type tokenType token_expires_at token_ttl token_count password_policy password_length
  password_expires_at secret_name secret_type credential_type
  tokenized tokenizer secretary passage compass bypass passive passport password_required
  author authority author_key_x fq_name mac_address status_reason tenant_id stack_id version error state heat_outputs
  orchestration_state worker_state output output_value description id community unaccredited`
  .split(/\s+/)
  .filter(Boolean);

test('what looks secret, and what does not', () => {
  assert.deepEqual(
    SECRET.filter((key) => !USUAL_SECRETS(key)),
    [],
  );
  assert.deepEqual(HARMLESS.filter(USUAL_SECRETS), []);
});

test('a site adds words, excepts keys, or has a list of its own', () => {
  const more = secretKeys({ also: ['community', 'bgpPeer_key'], never: ['auth_token'] });
  assert.deepEqual(['community', 'bgp-peer-key', 'authToken', 'token'].map(more), [true, true, false, true]);
  const own = secretKeys({ only: ['pin'] });
  assert.deepEqual(['pin', 'sim_pin', 'password', 'spin'].map(own), [true, true, false, false]);
  assert.deepEqual(['password'].map(secretKeys({ only: [] })), [false]);
  assert.deepEqual(['password'].map(secretKeys({ also: ['', '--'] })), [true]);
  assert.equal(secretKeys({ also: ['', '--'] })('anything'), false);
  assert.equal(NOTHING_SECRET('password'), false);
});

test('names of objects are plain keys', () => {
  for (const key of ['__proto__', 'constructor', 'toString', '']) assert.equal(USUAL_SECRETS(key), false);
});

test('keys of ASCII alone have the words that they have among all letters', () => {
  const key = fc.string({ unit: fc.constantFrom(...'aZbYz09_-. $A') });
  fc.assert(
    fc.property(fc.oneof(key, fc.string()), (text) =>
      assert.deepEqual(
        wordsOf(text),
        wordsOfLetters(text).filter((word) => word !== ''),
      ),
    ),
  );
});
