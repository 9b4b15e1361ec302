/** Whether what a `--since` file holds has the fields of `SinceContent`, each with its type and its order. */
import { SEVERITIES, VERDICTS } from '../../../judge/finding.ts';
import { refOfName, STAGES } from '../../../stages/keys.ts';
import { KEYED_AREAS } from '../../../store/names/types.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isName: Check = (value) => typeof value === 'string' && refOfName(value) !== undefined;
const isDigits: Check = (value) => typeof value === 'string' && /^\d+$/.test(value);
/** Revisions and counts. */
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isOneOf =
  (words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value);
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isMapOf =
  (check: Check, keys?: readonly string[]): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(value).every(([key, item]) => check(item) && (keys === undefined || keys.includes(key)));

/** All of the named fields; those in `optional` only where they are there. */
const hasFields =
  (fields: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(fields).every(([field, check]) => Object.hasOwn(value, field) && check(value[field])) &&
    Object.entries(optional).every(([field, check]) => !Object.hasOwn(value, field) || check(value[field]));

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Out of order they would not cut the key space without gaps. */
const isAscending: Check = (value) =>
  isListOf(isText)(value) &&
  (value as string[]).every((cut, i, all) => {
    const before = all[i - 1];
    return before === undefined || Buffer.compare(Buffer.from(before), Buffer.from(cut)) < 0;
  });

/** By `severity rule`; rules may be others than this version has. */
const isKindCounts: Check = (value) =>
  isMapOf(isCount)(value) &&
  Object.keys(value as object).every((kind) => /^(error|warning|info|off) [a-z-]+$/.test(kind));

const areas = [...KEYED_AREAS, 'jobs'];
const every = (keys: readonly string[], check: Check) =>
  hasFields(Object.fromEntries(keys.map((key) => [key, check])));

const isRevisionOrNull: Check = (value) => value === null || isCount(value);

/** True for a whole `SinceContent`. */
export const isContent = hasFields({
  tool_version: isText,
  saved_at: isTime,
  cluster_id: isText,
  prefixes: every(areas, isText),
  judging: isText,
  fail_on: isOneOf(SEVERITIES),
  revision: isCount,
  config_empty: isFlag,
  counts: every(STAGES, isCount),
  newest_revision: isCount,
  newest: isListOf(
    hasFields({ area: isOneOf(KEYED_AREAS), resource: isName, mod_revision: isCount, sha256: isText }),
  ),
  schema_paths: isListOf(isText),
  cuts: isAscending,
  of_nothing: isListOf(isText),
  quiet: hasFields({ verdicts: isMapOf(isCount, VERDICTS), findings: isKindCounts }),
  open: isListOf(
    hasFields(
      { resource: isName, verdict: isOneOf([...VERDICTS, 'gone']), seen: isMapOf(isTime) },
      { queued: isDigits, lowered: hasFields({ from: isDigits, stages: every(STAGES, isRevisionOrNull) }) },
    ),
  ),
});
