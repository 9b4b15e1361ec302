/**
 * What changes without being called broken, because no other stage, no key and no `/config` holds the same fact (or
 * because the rules call it a lesser thing). The list is complete as far as the mutation tests reach: each change that
 * they make is either caught or names one of these.
 */
export const UNNOTICED = {
  'tenant-and-reason': 'A changed `tenant_id` or `status_reason`: no other stage holds them.',
  'error-text': 'A changed, lost or added `error` text: that is a warning (`error-text-mismatch`) at most.',
  'worker-state-word':
    'A `worker_state` that became a word nobody knows: what it means can not be told, so it is a warning (`unknown-status`).',
  'failure-word':
    'A `worker_state` of a failure that became another failure word: which of them the worker takes is not documented.',
  'version-lowered':
    'A lowered `state.version` where a job is named, `/config` was written later or the revision before is compacted away: it reads as a request that is still queued.',
  'version-without-config': 'A changed `state.version` where there is no `/config` key to compare it with.',
  'outputs-reordered': 'Outputs in another order: that is a warning (`outputs-reordered`).',
  'unknown-field': 'A field added that nobody documented: that is an info (`unknown-field`).',
  bytes: 'Other spaces, escapes or object key order: the same value (`non-canonical`, off by default).',
  'heat-beside-failed-worker':
    "What heat_stacks says, or its loss, where the worker itself failed: Heat's report is not about that job.",
  'failed-alone':
    'What a state says of a failed worker, or a state that became one, where no job_state holds the same: heat_stacks is not compared then.',
  'lost-alone':
    'A lost state where nothing demands one: of a resource without a stack, of a failed worker without heat_stacks, beside a `DELETE_COMPLETE`.',
  'state-alone':
    'A state without a stack, or of a failed worker without heat_stacks, that became another of these: it stands alone.',
  'job-state-gone': 'A deleted job_state of a published job: the worker deletes it as well.',
  'deleted-stack':
    "In a deleted stack's heat_stacks: the type in `id` where it could still be the key's (no `stack_id` repeats it); and where it stands alone or beside a failed worker, the outputs and a `stack_id` that names the resource.",
  'same-elsewhere': "Another resource's document that tells the same status and outputs.",
  'all-lost': 'All stages lost at once: nothing is left that could be judged.',
  'while-at-work':
    'A stage that only disagrees while a job is at work: the job writes it anew, and what the job leaves is judged.',
} as const;

export type Unnoticed = keyof typeof UNNOTICED;
