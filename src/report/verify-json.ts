import type { VerifyResult } from '../commands/results.ts';
import { jsonText } from './json-text.ts';
import { judgementJson } from './judgement-json.ts';
import { sinceJson } from './since-json.ts';
import { sourceJson } from './source-json.ts';

/** `verify -o json`: the summary of all resources, and those that are listed. */
export function verifyJson({ source, summary, resources, notes, since }: VerifyResult): string {
  const { verdicts, findings, ...counts } = summary;
  const { error, warning, info } = findings;
  return jsonText({
    schema_version: 1,
    source: sourceJson(source),
    summary: { ...counts, verdicts: { ...verdicts }, findings: { error, warning, info } },
    resources: resources.map((resource) => judgementJson(resource.ref, resource)),
    notes,
    since: sinceJson(since),
  });
}
