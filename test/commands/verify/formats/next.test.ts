import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextOfVerify } from '../../../../src/commands/verify/formats/next.ts';
import { newSections } from '../../../../src/commands/verify/formats/sections.ts';
import type { Evidence } from '../../../../src/judge/finding.ts';
import type { Judged } from '../../../../src/judging/results.ts';
import { argvOf, emptyLine, type TypedLine } from '../../../../src/suggestion.ts';
import * as sample from '../../../support/data/samples.ts';

const ALL: TypedLine = { ...emptyLine(), verb: 'verify' };

function next(listed: readonly Judged[], typed: TypedLine = ALL): string | undefined {
  const { take, sections } = newSections();
  for (const judged of listed) take(sample.verified(judged));
  const suggestion = nextOfVerify(sections(), typed);
  assert.ok(suggestion === undefined || !('untypable' in suggestion));
  return suggestion === undefined ? undefined : argvOf(suggestion, typed).slice(1).join(' ');
}

const named = (...names: string[]): TypedLine => ({ ...ALL, names });
const twoBroken = [sample.malformed(), sample.abandoned()];

test('one that is broken is shown, several are planned together', () => {
  assert.equal(next([sample.malformed()]), 'show ports/ddc14be4');
  assert.equal(next(twoBroken), 'repair --all --dry-run');
  assert.equal(next(twoBroken, named('ports/')), 'repair ports/ --dry-run');
  assert.equal(next(twoBroken, named('-')), 'repair --all --dry-run');
});

test('where nothing is broken, what has a warning is shown; else nothing is left to type, but of the others', () => {
  assert.equal(next([sample.failed()]), 'show ports/ddc14be4');
  assert.equal(next([sample.settled()]), undefined);
  assert.equal(next([sample.settled()], named('ddc14')), 'verify --all');
});

test('so many whose jobs nobody holds that they are only grouped are planned with --dead-jobs, and told as one cause', () => {
  const { take, sections } = newSections();
  for (let i = 0; i < 30; i++) take({ ...sample.verified(sample.abandoned()), evidence: [unheld(700 + i)] });
  const suggestion = nextOfVerify(sections(), ALL);
  assert.ok(suggestion !== undefined && !('untypable' in suggestion));
  assert.deepEqual(argvOf(suggestion, ALL).slice(1), ['repair', '--all', '--dead-jobs', '--dry-run']);
  assert.deepEqual(sections()[0]?.unheld, { jobs: 30, first: 700, last: 729 });
});

const unheld = (revision: number): Evidence => ({
  kind: 'job',
  phase: 'unheld',
  key: '/jobs/all/modify:heat_worker:port:x:3:4i87j',
  revision,
  text: 'unheld',
});
