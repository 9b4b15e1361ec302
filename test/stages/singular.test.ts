import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isRegularPlural, singularFits } from '../../src/stages/singular.ts';

const FITTING = [
  ['port', 'ports'],
  ['network', 'networks'],
  ['policy', 'policies'],
  ['reserve_address', 'reserve_addresses'],
  ['quota', 'quotas'],
  ['usage', 'usage'],
  ['monitoring', 'monitoring'],
  ['sky', 'skies'],
  ['axis', 'axes'],
  ['ip', 'ips'],
  ['ox', 'oxen'],
  ['index', 'indices'],
  ['datum', 'data'],
  ['schema', 'schemata'],
  ['leaf', 'leaves'],
  ['loadbalancer', 'load_balancers'],
  ['load-balancer', 'load_balancers'],
] as const;

const STRANGE = [
  ['port', 'networks'],
  ['network', 'ports'],
  ['port', 'policies'],
  ['port', 'pools'],
  ['reserve_address', 'reserve_ports'],
  ['security_group', 'security_group_rules'],
  ['subnet', 'subnetpools'],
  ['', 'ports'],
  ['', ''],
  ['port', ''],
] as const;

for (const [singular, plural] of FITTING) {
  test(`"${singular}" fits "${plural}"`, () => assert.equal(singularFits(singular, plural), true));
}

for (const [singular, plural] of STRANGE) {
  test(`"${singular}" is no singular of "${plural}"`, () =>
    assert.equal(singularFits(singular, plural), false));
}

test('only the rules of English are regular', () => {
  assert.equal(isRegularPlural('policy', 'policies'), true);
  assert.equal(isRegularPlural('index', 'indices'), false);
  assert.equal(isRegularPlural('port', 'portals'), false);
});

const word = fc.stringMatching(/^[a-z]{1,12}(_[a-z]{1,12}){0,2}$/);

test('every word fits itself and each of its regular plurals', () => {
  fc.assert(
    fc.property(word, fc.constantFrom('', 's', 'es'), (one, ending) => singularFits(one, `${one}${ending}`)),
  );
  fc.assert(fc.property(word, (stem) => singularFits(`${stem}y`, `${stem}ies`)));
});

test('words that begin differently never fit', () => {
  fc.assert(fc.property(word, word, (one, many) => one[0] === many[0] || !singularFits(one, many)));
});
