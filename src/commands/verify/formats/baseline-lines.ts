/** `-o baseline`: a line for each known problem, to be kept in the file that `--baseline` names. */

import { jsonLine } from '../../../drawing/json-text.ts';
import { type FailOn, isAtOrAbove } from '../../../judge/finding.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { VerifiedFinding, VerifiedResource, VerifyResult } from '../result.ts';

const HEADER = `# esi-state baseline: a known problem a line. Write in each "reason" why it may wait; a line without one is refused.
# A line holds to the end of the day "expires" (UTC), and only while the stages' mod_revisions are these.
`;
const DAYS = 30;
const UNHIDEABLE = 'malformed-document';

export function baselineText(
  { resources }: Pick<VerifyResult, 'resources'>,
  { failOn, now }: { readonly failOn: FailOn; readonly now: number },
): string {
  const expires = new Date(now + DAYS * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  return HEADER + resources.flatMap((resource) => linesOf(resource, failOn, expires)).join('');
}

/** One for each rule: a line covers all of a rule's findings. What a baseline knew already keeps its reason and day. */
function linesOf(resource: VerifiedResource, failOn: FailOn, expires: string): string[] {
  const grave = resource.findings.filter(({ severity }) => isAtOrAbove(severity, failOn));
  const byRule = new Map(grave.map((finding) => [finding.rule, finding]));
  return [...byRule.values()].map((finding) => lineOf(resource, finding, expires));
}

function lineOf(
  { ref, modRevisions: { heat_stacks, job_state, state } }: VerifiedResource,
  { rule, baseline }: VerifiedFinding,
  expires: string,
): string {
  const line = jsonLine({
    reason: baseline?.reason ?? '',
    expires: baseline?.expires ?? expires,
    resource: resourceName(ref),
    rule,
    mod_revisions: { heat_stacks, job_state, state },
  });
  return rule === UNHIDEABLE ? `# no baseline hides an unreadable document: ${line}` : line;
}
