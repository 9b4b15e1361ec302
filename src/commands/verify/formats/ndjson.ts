import { jsonLine } from '../../../drawing/json-text.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { TypedLine } from '../../../suggestion.ts';
import type { VerifiedResource, VerifyResult } from '../result.ts';
import { verifiedJson } from './json.ts';
import { wholeJson } from './summary-json.ts';

/** `-o ndjson`: a resource as one line, as found: which shorter names are its alone is not known yet. */
export function resourceLine(resource: VerifiedResource, typed?: TypedLine): string {
  return jsonLine(verifiedJson(resource, typed, resourceName(resource.ref)));
}

/** The last line: only where it is there was the whole looked at. */
export function summaryLine(result: VerifyResult): string {
  return jsonLine({ schema_version: 1, ...wholeJson(result) });
}
