import { COMPLETION } from './completion/command.ts';
import { CONFIG } from './config/command.ts';
import { JOURNAL } from './journal/command.ts';
import { LIST } from './list/command.ts';
import { PING } from './ping/command.ts';
import { REPAIR } from './repair/command.ts';
import { UNDO } from './repair/undo-command.ts';
import { RULES_VERB } from './rules/command.ts';
import { SHOW } from './show/command.ts';
import type { Verb } from './verb.ts';
import { VERIFY } from './verify/command.ts';

/** All verbs, in the order of `--help`. */
export const VERBS: readonly Verb[] = [
  SHOW,
  VERIFY,
  REPAIR,
  UNDO,
  JOURNAL,
  LIST,
  RULES_VERB,
  COMPLETION,
  PING,
  CONFIG,
];
