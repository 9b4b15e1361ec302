import type { Stage } from '../../stages/keys.ts';
import { documentsOf } from '../../stages/resource.ts';
import { isAnyStatus, isKnownStatus, type Vocabulary } from '../../stages/statuses.ts';
import { about, type Draft, type Rule } from '../rule.ts';
import { heatStacks, STACKLESS, state } from './example.ts';

export const unknownStatus: Rule = {
  id: 'unknown-status',
  severity: 'warning',
  holds: "statuses are words of Heat's and the worker's vocabularies",
  meaning: 'A status is a word that neither Heat nor the worker is known to write.',
  why: 'Nothing can be concluded from it: whether the job succeeded, whether the stages agree in meaning.',
  repair: 'Not by itself. If the word is all right, add it to the vocabulary in the configuration.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'words that are known', stages: { heat_stacks: heatStacks(), state: state() }, finds: [] },
    { title: 'no stack', stages: { state: STACKLESS }, finds: [] },
    {
      title: 'a misspelt status',
      stages: { heat_stacks: heatStacks({ stack_status: 'CREATE_COMPLET' }), state: state() },
      finds: ['/stack_status'],
    },
    {
      title: "a word of the worker's where one of Heat's belongs",
      stages: { heat_stacks: heatStacks(), state: state({ orchestration_state: 'CREATE_COMPLETED' }) },
      finds: ['/state/orchestration_state'],
    },
  ],
  excused: ({ actual }, known) => known.statuses.some((word) => JSON.stringify(word) === actual),
  check: (resource) => {
    const drafts = documentsOf(resource).flatMap(({ stage, status, statusPath }) =>
      checkWord(stage, statusPath, status, stage === 'heat_stacks' ? 'heat' : 'orchestration'),
    );
    return [...drafts, ...checkWord('state', '/state/worker_state', resource.state?.workerState, 'worker')];
  },
};

function checkWord(stage: Stage, path: string, word: string | undefined, vocabulary: Vocabulary): Draft[] {
  if (word === undefined || isKnownStatus(vocabulary, word)) return [];
  const text = JSON.stringify(word);
  const known = isAnyStatus(word) ? 'belongs to another field' : 'is no word that is known';
  return [about(stage, path, `${stage}: the status ${text} ${known}`, text)];
}
