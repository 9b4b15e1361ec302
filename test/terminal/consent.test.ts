import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { spellOut } from '../../src/cli/equals-sign.ts';
import { RefusedError } from '../../src/errors.ts';
import { type ConsentFlags, consentOf } from '../../src/terminal/consent.ts';

const PROD = { name: 'prod', protected: true };
const LAB = { name: 'lab', protected: false };
const ASK_NAME = { kind: 'ask', word: 'prod', isName: true };
const ASK_YES = { kind: 'ask', word: 'yes', isName: false };
const GIVEN = { kind: 'given' };

describe('who may write without a question', () => {
  const table: readonly [string, ConsentFlags, typeof PROD | undefined, object | RegExp][] = [
    ['nothing typed, protected', {}, PROD, ASK_NAME],
    ['nothing typed, not protected', {}, LAB, ASK_YES],
    ['nothing typed, no context', {}, undefined, ASK_YES],
    ['--yes, protected', { yes: true }, PROD, /prod is protected.*; type --yes=prod$/],
    ['--yes, not protected', { yes: true }, LAB, GIVEN],
    ['--yes, no context', { yes: true }, undefined, GIVEN],
    ['--yes=prod, protected', { yesTo: 'prod' }, PROD, GIVEN],
    [
      '--yes=lab, protected',
      { yesTo: 'lab' },
      PROD,
      /--yes=lab names another context.*prod; type --yes=prod/,
    ],
    ['--yes=lab, not protected', { yesTo: 'lab' }, LAB, GIVEN],
    ['--yes=prod, not protected', { yesTo: 'prod' }, LAB, /--yes=prod names another context.*lab/],
    ['--yes=LAB: letters count', { yesTo: 'LAB' }, LAB, /names another context/],
    ['--yes= of an empty variable', { yesTo: '' }, LAB, /--yes= names another context/],
    ['--yes=prod, no context', { yesTo: 'prod' }, undefined, /no context is in force; choose one with/],
    ['--yes --yes=prod, protected', { yes: true, yesTo: 'prod' }, PROD, GIVEN],
    ['--yes --yes=lab, protected', { yes: true, yesTo: 'lab' }, PROD, /names another context/],
    ['--dry-run --yes, protected: nothing is written', { dryRun: true, yes: true }, PROD, ASK_NAME],
  ];
  for (const [title, flags, context, gives] of table) {
    it(title, () => {
      if (!(gives instanceof RegExp)) return assert.deepEqual(consentOf(flags, context), gives);
      assert.throws(
        () => consentOf(flags, context),
        (error) => error instanceof RefusedError && gives.test(`${error.message}; ${error.hint}`),
      );
    });
  }

  it('a = behind an option is spelt out for the parser', () => {
    const spelt = ['undo', '--yes-to=prod', '7f3a', '--yes', 'x'];
    assert.deepEqual(spellOut(['undo', '--yes=prod', '7f3a', '--yes', 'x']), spelt);
    assert.deepEqual(spellOut(['repair', '--', '--yes=prod']), ['repair', '--', '--yes=prod']);
    assert.deepEqual(spellOut(['--insecure-skip-tls-verify=T', '--insecure-skip-tls-verify=0', 'x']), [
      ...['--insecure-skip-tls-verify', '--no-insecure-skip-tls-verify', 'x'],
    ]);
    assert.deepEqual(spellOut(['--insecure-skip-tls-verify=']), ['--insecure-skip-tls-verify=']);
    assert.deepEqual(spellOut(['--yesterday=1', '--yes=']), ['--yesterday=1', '--yes-to=']);
  });
});
