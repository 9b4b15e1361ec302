import { RefusedError } from '../errors.ts';
import type { ChosenContext } from '../settings/choose-context.ts';

export interface ConsentFlags {
  readonly dryRun?: boolean;
  /** `--yes` by itself. */
  readonly yes?: boolean;
  /** `--yes=NAME`. */
  readonly yesTo?: string;
}

/** Whether to ask before a write, and which word means yes. */
export type Consent =
  | { readonly kind: 'given' }
  | {
      readonly kind: 'ask';
      readonly word: string;
      /** The word is a context's name: letters count as they are, and `--yes` needs it too. */
      readonly isName: boolean;
    };

/**
 * A name that is given must be that of the context in force, whether it is protected or not; a protected one is not
 * written to without. Throws `RefusedError`.
 */
export function consentOf(
  { dryRun = false, yes = false, yesTo }: ConsentFlags,
  context: Pick<ChosenContext, 'name' | 'protected'> | undefined,
): Consent {
  const question = questionFor(context);
  if (dryRun) return question;
  if (yesTo !== undefined) return named(yesTo, context);
  if (!yes) return question;
  if (!question.isName) return { kind: 'given' };
  throw new RefusedError(`the context ${question.word} is protected: --yes alone does not write to it`, {
    hint: `type --yes=${question.word}`,
  });
}

function questionFor(context: Pick<ChosenContext, 'name' | 'protected'> | undefined) {
  const isName = context?.protected ?? false;
  return { kind: 'ask', word: isName ? (context?.name ?? '') : 'yes', isName } as const;
}

function named(yesTo: string, context: Pick<ChosenContext, 'name'> | undefined): Consent {
  if (context !== undefined && yesTo === context.name) return { kind: 'given' };
  const here = context === undefined ? 'no context is in force' : `the context in force is ${context.name}`;
  throw new RefusedError(`--yes=${yesTo} names another context: ${here}`, {
    hint: context === undefined ? 'choose one with --context' : `type --yes=${context.name} to write to it`,
  });
}
