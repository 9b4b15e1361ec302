/**
 * What no rule can notice, because nothing else holds the same fact. Written into docs/rules.md; each is a test that it
 * is indeed not noticed, so that the list stays true.
 */
export interface Unnoticed {
  readonly id: string;
  /** The change, as a sentence. */
  readonly change: string;
  readonly why: string;
}

export const UNNOTICED: readonly Unnoticed[] = [
  {
    id: 'tenant-id',
    change: "heat_stacks' `tenant_id` changed to another one",
    why: "no other stage has it, and `/config`'s body is Gohan's own",
  },
  {
    id: 'status-reason',
    change: "heat_stacks' `status_reason` changed",
    why: "it is Heat's own sentence; no other stage has it",
  },
  {
    id: 'stackless-state-lost',
    change: 'the state of a resource without a stack deleted',
    why: 'it is the only stage it has',
  },
  {
    id: 'all-stages-lost',
    change: 'all stages of a resource deleted at once',
    why: 'what only `/config` knows may just be queued',
  },
  {
    id: 'version-lowered',
    change: "`state.version` lowered below `/config`'s",
    why: 'it reads as a queued update; `config-not-applied` warns of it at the second incremental run',
  },
  {
    id: 'version-without-config',
    change: '`state.version` changed where the resource has no `/config`',
    why: 'nothing else holds the version',
  },
  {
    id: 'same-change-everywhere',
    change: 'the same change made in every stage that holds the fact',
    why: 'the stages agree',
  },
  {
    id: 'unknown-word',
    change: '`worker_state` changed to a word that nobody knows',
    why: 'it may be the word of a newer worker: `unknown-status` warns of it',
  },
  {
    id: 'error-text',
    change: 'the text of `error` changed, while it stays empty or stays non-empty',
    why: 'without a job_state no other stage has it; `error-text-mismatch` warns where one appears or vanishes',
  },
  {
    id: 'while-at-work',
    change: 'a stage changed while a job is at work on the resource, so that it only disagrees',
    why: 'the stages disagree then for good reason; the job itself writes them anew, and what it leaves is judged',
  },
];
