import type { VerifiedResource, VerifyResult } from '../commands/results.ts';
import { jsonLine } from './json-text.ts';
import { judgementJson } from './judgement-json.ts';
import { sinceJson } from './since-json.ts';
import { sourceJson } from './source-json.ts';

/** `-o ndjson`: a resource as one line. */
export function resourceLine(resource: VerifiedResource): string {
  return jsonLine(judgementJson(resource.ref, resource));
}

/** The last line: only where it is there was the whole looked at. */
export function summaryLine({ source, summary, notes, since }: VerifyResult): string {
  const { verdicts, findings, ...counts } = summary;
  const told = { ...counts, verdicts: { ...verdicts }, findings: { ...findings } };
  return jsonLine({
    schema_version: 1,
    source: sourceJson(source),
    summary: told,
    notes,
    since: sinceJson(since),
  });
}
