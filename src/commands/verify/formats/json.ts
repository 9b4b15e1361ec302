import { jsonText } from '../../../drawing/json-text.ts';
import type { TypedLine } from '../../../suggestion.ts';
import type { VerifyResult } from '../result.ts';
import { verifiedJson } from './resource-json.ts';
import { wholeJson } from './summary-json.ts';

/** `verify -o json`: the summary of all resources, and those that are listed. */
export function verifyJson(result: VerifyResult, typed?: TypedLine): string {
  const { source, summary, ...more } = wholeJson(result);
  return jsonText({
    schema_version: 1,
    ...{ source, summary },
    resources: result.resources.map((resource) => verifiedJson(resource, typed)),
    ...more,
  });
}
