import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { type Deadline, timeLeft } from './deadline.ts';
import type { Member } from './member.ts';
import { type Failure, failureOf, storeError } from './translate-error.ts';

export type Ask<T, C extends Connection> = (member: Member<C>, limit: Deadline) => Promise<T>;

export interface Answer<T, C extends Connection> {
  readonly from: Member<C>;
  readonly value: T;
}

/** Long enough not to press a cluster that elects a leader (1 to 2 s by default), short beside that. */
const PAUSE_MS = 200;

type Outcome<T, C extends Connection> =
  | { readonly answer: Answer<T, C> }
  | { readonly failures: readonly Failure[] };

/**
 * Asks the members in order until one answers: the next one as soon as one failed, or when it has not answered within
 * `patienceMs` (which goes on being waited for: a slow cluster is not a dead one). Reads only.
 */
function askInTurn<T, C extends Connection>(
  members: readonly Member<C>[],
  ask: Ask<T, C>,
  limit: Deadline,
  patienceMs: number,
): Promise<Outcome<T, C>> {
  return new Promise((resolve, reject) => {
    const failures: Failure[] = [];
    let begun = 0;
    let impatience: NodeJS.Timeout | undefined;
    const finish = (outcome: Outcome<T, C>) => {
      clearTimeout(impatience);
      begun = members.length;
      resolve(outcome);
    };
    const failed = (failure: Failure) => {
      failures.push(failure);
      if (failure.trouble.again === 'never') finish({ failures: [failure] });
      else if (failures.length === members.length) finish({ failures });
      else begin();
    };
    const begin = () => {
      clearTimeout(impatience);
      const member = members[begun];
      if (member === undefined) return;
      begun += 1;
      if (begun < members.length) impatience = setTimeout(begin, patienceMs);
      ask(member, limit)
        .then(
          (value) => finish({ answer: { from: member, value } }),
          (cause: unknown) => failed(failureOf(member.endpoint.url, cause)),
        )
        .catch((error: unknown) => {
          clearTimeout(impatience);
          reject(error);
        });
    };
    begin();
  });
}

/** The last of several rounds mostly ends for want of time: what the endpoint said before tells more. */
function firstKnownError(failure: Failure, before: readonly Failure[]): Failure {
  if (failure.trouble.late === undefined) return failure;
  return before.find(({ url }) => url === failure.url) ?? failure;
}

/**
 * One read, from the first member that answers; again after a pause while the trouble is one that passes (no leader, a
 * connection lost), until the deadline. What is still under way then is cancelled. Throws `StoreError`.
 */
export async function askAny<T, C extends Connection>(
  members: readonly Member<C>[],
  ask: Ask<T, C>,
  limit: Deadline,
  patienceMs: number,
): Promise<Answer<T, C>> {
  const done = new AbortController();
  const inner = { deadline: limit.deadline, signal: AbortSignal.any([limit.signal, done.signal]) };
  let failures: readonly Failure[] = [];
  try {
    for (;;) {
      const outcome = await askInTurn(members, ask, inner, patienceMs);
      if ('answer' in outcome) return outcome.answer;
      failures = outcome.failures.map((failure) => firstKnownError(failure, failures));
      const passes = outcome.failures.some((failure) => failure.trouble.again === 'later');
      if (!passes || limit.signal.aborted || timeLeft(limit) <= PAUSE_MS) throw storeError(failures);
      await sleep(PAUSE_MS);
    }
  } finally {
    done.abort();
  }
}
