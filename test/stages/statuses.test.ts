import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  expectedWorkerState,
  isAnyStatus,
  isFailure,
  isInProgress,
  isKnownStatus,
  isWorkerError,
  speaksOfStack,
  type Vocabulary,
} from '../../src/stages/statuses.ts';

/** As Heat's and the worker's documentation list them. */
const HEAT = 'CREATE UPDATE DELETE ROLLBACK SUSPEND RESUME ADOPT SNAPSHOT CHECK RESTORE'
  .split(' ')
  .flatMap((action) => ['IN_PROGRESS', 'COMPLETE', 'FAILED'].map((status) => `${action}_${status}`));
const ERRORS = ['CREATE', 'MODIFY', 'UPDATE', 'DELETE', 'LOGICAL_DELETE'].map((action) => `${action}_ERROR`);
const WORKER = [
  'READ_COMPLETE',
  ...['CREATE', 'MODIFY', 'DELETE'].map((action) => `${action}_COMPLETED`),
  ...['CREATE', 'MODIFY', 'UPDATE', 'DELETE', 'LOGICAL_DELETE'].map((action) => `${action}_FAILED`),
  ...ERRORS,
];
const STRANGE = [
  '',
  'complete',
  'CREATE',
  '_COMPLETE',
  'CREATE_COMPLET',
  'XCREATE_COMPLETE',
  'CREATE_COMPLETEX',
];
const ALL = [...new Set([...HEAT, ...WORKER, ...STRANGE])];

describe('the vocabularies', () => {
  const VOCABULARIES: readonly (readonly [Vocabulary, readonly string[]])[] = [
    ['heat', HEAT],
    ['orchestration', [...HEAT, ...ERRORS]],
    ['worker', WORKER],
  ];
  for (const [vocabulary, words] of VOCABULARIES) {
    it(`${vocabulary} has its words and no other`, () => {
      for (const word of ALL) assert.equal(isKnownStatus(vocabulary, word), words.includes(word), word);
    });
  }

  it('have any word that one of them has', () => {
    for (const word of ALL) assert.equal(isAnyStatus(word), !STRANGE.includes(word), word);
  });

  it('speak of a stack, but for READ_COMPLETE', () => {
    for (const word of ALL) {
      assert.equal(speaksOfStack(word), word !== 'READ_COMPLETE' && !STRANGE.includes(word), word);
    }
  });
});

describe('the end of a word', () => {
  it('tells a failure, of the worker or of Heat, and work under way', () => {
    for (const word of ALL) {
      assert.equal(isWorkerError(word), word.endsWith('_ERROR'), word);
      assert.equal(isFailure(word), /_(ERROR|FAILED)$/.test(word), word);
      assert.equal(isInProgress(word), word.endsWith('_IN_PROGRESS'), word);
    }
    for (const tells of [isWorkerError, isFailure, isInProgress]) assert.equal(tells(undefined), false);
  });
});

describe('worker_state beside an orchestration_state', () => {
  const FAILED = { endings: ['_FAILED', '_ERROR'] };
  const EXPECTED: Readonly<Record<string, ReturnType<typeof expectedWorkerState>>> = {
    CREATE_COMPLETE: { word: 'CREATE_COMPLETED' },
    UPDATE_COMPLETE: { word: 'MODIFY_COMPLETED' },
    DELETE_COMPLETE: { word: 'DELETE_COMPLETED' },
    CREATE_FAILED: FAILED,
    UPDATE_FAILED: FAILED,
    MODIFY_FAILED: FAILED,
    DELETE_FAILED: FAILED,
    CREATE_ERROR: FAILED,
    UPDATE_ERROR: FAILED,
    MODIFY_ERROR: FAILED,
    DELETE_ERROR: FAILED,
  };

  it('follows from the actions that both know, and from no other word', () => {
    for (const word of [
      ...ALL,
      'MODIFY_COMPLETE',
      'constructor_COMPLETE',
      'CREATE_FAILED_',
      'X CREATE_FAILED',
    ])
      assert.deepEqual(expectedWorkerState(word), EXPECTED[word], word);
  });
});
