import { STAGES } from '../../stages/keys.ts';
import { about, type Rule } from '../rule.ts';
import { heatStacks, STACKLESS, state } from './example.ts';

export const malformedDocument: Rule = {
  id: 'malformed-document',
  severity: 'error',
  holds: 'the value is UTF-8 and one JSON object, without duplicate keys, not deeper than is sane',
  meaning:
    'A stage holds bytes that are no JSON object: cut short, written twice, not UTF-8, with a key given twice, or nested beyond reason. Nothing in it can be compared.',
  why: 'Gohan and the worker fail on such a value, and go on failing: the resource hangs until somebody puts a good value back.',
  repair:
    'state and job_state are written anew from the stages that can be read. heat_stacks comes back from an older revision, if etcd still has one.',
  waitsForJob: false,
  silentAtRest: true,
  examples: () => [
    { title: 'a whole document', stages: { state: STACKLESS }, finds: [] },
    {
      title: 'a value cut short',
      stages: { heat_stacks: heatStacks(), state: state().slice(0, 40) },
      finds: [''],
    },
    { title: 'an empty value', stages: { state: '' }, finds: [''] },
    {
      title: 'a key given twice',
      stages: { state: '{"error": "", "error": "", "version": 1}' },
      finds: [''],
    },
    { title: 'a list instead of an object', stages: { state: '[]' }, finds: [''] },
  ],
  check: ({ unreadable }) =>
    STAGES.flatMap((stage) => {
      const found = unreadable.find((one) => one.stage === stage);
      if (found === undefined) return [];
      const { message, byte } = found.problem;
      return [about(stage, '', `${stage} is no readable document, at byte ${byte}: ${message}`)];
    }),
};
