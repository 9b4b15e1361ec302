import type { TimeOf } from '../../../clock/notes.ts';
import { nextJson } from '../../../drawing/command-line.ts';
import { jsonLine, jsonText } from '../../../drawing/json-text.ts';
import { judgementJson, sourceJson } from '../../../drawing/judgement-json.ts';
import { textOf } from '../../../drawing/sanitize.ts';
import { timeJson } from '../../../drawing/when.ts';

import type { SourceInfo } from '../../../judging/results.ts';
import type { Masked } from '../../../secrets/masked.ts';
import { NumberText } from '../../../stages/json.ts';
import { STAGES, type Stage } from '../../../stages/keys.ts';
import { entryOf, type Resource, treeOf } from '../../../stages/resource.ts';
import type { JobEntry } from '../../../stages/snapshot.ts';
import type { TypedLine } from '../../../suggestion.ts';
import type { ShownResource, ShownResult } from '../mask.ts';
import { wayOn } from './next.ts';

/** The command line that asks, and what is known of times. */
interface About {
  readonly typed?: TypedLine | undefined;
  readonly timeOf?: TimeOf | undefined;
}

/**
 * `show -o json`: one object for a single name, a list where several were asked for. Empty where a single name was not
 * found: that error is told elsewhere.
 */
export function showJson(
  result: Masked<ShownResult>,
  { asList, ...about }: About & { readonly asList: boolean },
): string {
  const shown = result.resources.map((judged) => showOne(judged, result.source, about));
  if (asList) return jsonText(shown);
  return shown.map(jsonText).join('');
}

/** `show -o ndjson`: a resource a line. */
export function showLines(result: Masked<ShownResult>, about: About): string {
  return result.resources.map((judged) => jsonLine(showOne(judged, result.source, about))).join('');
}

function showOne(judged: ShownResource, source: SourceInfo, { typed, timeOf }: About) {
  const { resource } = judged;
  return {
    schema_version: 1,
    source: sourceJson(source),
    ...judgementJson(judged.snapshot.ref, judged),
    next: nextJson(wayOn(judged, false).next, typed),
    stages: Object.fromEntries(STAGES.map((stage) => [stage, stageJson(resource, stage, timeOf)])),
    context: { config: configJson(resource), jobs: judged.snapshot.jobs.map(jobJson) },
  };
}

function stageJson(resource: Resource, stage: Stage, timeOf: TimeOf | undefined) {
  const entry = entryOf(resource, stage);
  if (entry === undefined) return ABSENT;
  const raw = entry.masked ? null : textOf(entry.value);
  return {
    key: entry.key,
    present: true,
    mod_revision: entry.modRevision,
    create_revision: entry.createRevision,
    version: entry.version,
    written: timeJson(timeOf?.(entry.modRevision)),
    raw: raw ?? null,
    raw_base64: raw === undefined ? Buffer.from(entry.value).toString('base64') : undefined,
    masked: entry.masked,
    document: treeOf(resource, stage) ?? null,
  };
}

const ABSENT = {
  key: null,
  present: false,
  mod_revision: null,
  create_revision: null,
  version: null,
  written: null,
  raw: null,
  document: null,
};

/** `version` is the one that is wanted, not etcd's counter of writes. */
function configJson({ snapshot, config }: Resource) {
  if (snapshot.config === undefined || config === undefined) return null;
  const { key, modRevision } = snapshot.config;
  return {
    key,
    mod_revision: modRevision,
    version: config.version ?? null,
    marked_for_deletion: config.markedForDeletion,
  };
}

function jobJson(job: JobEntry) {
  const { key, folder, action, handler, type, version, modRevision, leaseSecondsLeft } = job;
  return {
    key,
    folder,
    action,
    handler,
    type,
    version: /^\d+$/.test(version) ? new NumberText(String(BigInt(version))) : null,
    mod_revision: modRevision,
    lease_seconds_left: leaseSecondsLeft ?? null,
  };
}
