/** What an incremental run remembers from one run to the next, and its text in the `--since` file. */
import { createHash } from 'node:crypto';
import type { Verdict } from '../../../judge/finding.ts';
import type { Area, Prefixes, Stage } from '../../../stages/keys.ts';
import type { ModRevisions } from '../result.ts';
import type { FindingKind } from '../tally.ts';
import { isContent } from './shape.ts';

const FORMAT_VERSION = 3;

/** A key by which another history is noticed. */
export interface KnownKey {
  readonly area: Exclude<Area, 'jobs'>;
  readonly resource: string;
  readonly mod_revision: number;
  /** Of the value, in hexadecimal. */
  readonly sha256: string;
}

/** A resource that the next run looks at whether it changed or not. */
export interface OpenResource {
  readonly resource: string;
  /** `gone`: deleted between the scan and the second look, so it was not counted. */
  readonly verdict: Verdict | 'gone';
  /** The version that `/config` was ahead at without a job, as text: it may exceed 2^53. */
  readonly queued?: string;
  /** Of a state whose version was lowered: the one before, as text, and the stages as they were when that was found. */
  readonly lowered?: { readonly from: string; readonly stages: ModRevisions };
  /** When each finding and each flight was first seen, RFC 3339; the keys are those of `memory.ts`. */
  readonly seen: Readonly<Record<string, string>>;
}

export interface Counts {
  readonly verdicts: { readonly [V in Verdict]?: number };
  readonly findings: { readonly [K in FindingKind]?: number };
}

export interface SinceContent {
  readonly tool_version: string;
  /** When the run began, RFC 3339. */
  readonly saved_at: string;
  readonly cluster_id: string;
  readonly prefixes: Prefixes;
  /** Digest of the settings that findings depend on. */
  readonly judging: string;
  /** What has a finding at or above this is among `open`. */
  readonly fail_on: string;
  /** What the counts, and everything that is not in `open`, was true at. */
  readonly revision: number;
  readonly config_empty: boolean;
  /** Keys under each stage's prefix. */
  readonly counts: Readonly<Record<Stage, number>>;
  /** No key of a resource with a stage was written later than at this revision. */
  readonly newest_revision: number;
  readonly newest: readonly KnownKey[];
  /** Every schema path that a resource was ever seen with. */
  readonly schema_paths: readonly string[];
  /** Names, in byte order, that cut the key space into ranges of a few thousand keys. */
  readonly cuts: readonly string[];
  /** IDs that jobs name and nothing has: a full run tells of them, and so do the others. */
  readonly of_nothing: readonly string[];
  /** All that is not open: its verdicts, and its findings below `fail_on`. */
  readonly quiet: Counts;
  readonly open: readonly OpenResource[];
}

/** The file's text. Its digest covers all of the content: a file that was cut or changed is not believed. */
export function encodeSince(content: SinceContent): string {
  const body = JSON.stringify(content);
  return `{"format_version":${FORMAT_VERSION},"sha256":"${digestOf(body)}","content":${body}}\n`;
}

/** Reads the text back; or why it can't be used, as the rest of a sentence that begins with the file's name. */
export function decodeSince(text: string): SinceContent | { readonly unusable: string } {
  const file = parse(text);
  if (file === undefined) return { unusable: 'is damaged: it is no JSON object' };
  if (file['format_version'] !== FORMAT_VERSION) {
    return { unusable: `is of another format (${JSON.stringify(file['format_version'])})` };
  }
  const { content } = file;
  if (digestOf(JSON.stringify(content) ?? '') !== file['sha256']) {
    return { unusable: 'is damaged: its digest does not fit' };
  }
  return isContent(content)
    ? (content as SinceContent)
    : { unusable: 'is damaged: fields are missing or wrong' };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** SHA-256 in hexadecimal. */
export function digestOf(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
