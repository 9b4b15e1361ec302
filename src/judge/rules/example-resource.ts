import { DEFAULT_PREFIXES, keyOf, parseJobKey, STAGES } from '../../stages/keys.ts';
import { type Resource, readResource } from '../../stages/resource.ts';
import type { Entry, JobEntry } from '../../stages/snapshot.ts';
import { EXAMPLE_REF, type Example } from './example.ts';

const REVISIONS = { heat_stacks: 10, job_state: 11, state: 12, config: 5 };

/** A rule's example as a resource, as if read from a store. */
export function exampleResource(example: Example): Resource {
  const revisions = { ...REVISIONS, ...example.revisions };
  const entry = (area: keyof typeof REVISIONS, text: string): Entry => ({
    key: keyOf(DEFAULT_PREFIXES, area, EXAMPLE_REF),
    value: new TextEncoder().encode(text),
    modRevision: revisions[area],
    createRevision: revisions[area],
    version: 1,
    leaseId: '0',
  });
  const stages = STAGES.flatMap((stage) => {
    const text = example.stages[stage];
    return text === undefined ? [] : [[stage, entry(stage, text)] as const];
  });
  const config = `{"body": "{}", "marked_for_deletion": false, "version": ${example.config}}`;
  return readResource({
    ref: EXAMPLE_REF,
    stages: Object.fromEntries(stages),
    ...(example.config === undefined ? {} : { config: entry('config', config) }),
    jobs: (example.jobs ?? []).map(jobIn),
    ...(example.jobsBefore === undefined ? {} : { jobsBefore: example.jobsBefore.map(jobIn) }),
    revision: 100,
    configEmpty: false,
    ...(example.versionBefore === undefined ? {} : { versionBefore: example.versionBefore }),
    ...(example.aheadBefore === undefined ? {} : { configAheadBefore: example.aheadBefore }),
    ...(example.overdueSince === undefined ? {} : { overdueSince: example.overdueSince }),
  });
}

function jobIn(folder: string): JobEntry {
  const key = `/jobs/${folder}/modify:heat_worker:port:${EXAMPLE_REF.id}:2:x1y2z`;
  const name = parseJobKey(DEFAULT_PREFIXES, key);
  if (name === undefined) throw new Error(`no job key: ${key}`);
  return { ...name, key, modRevision: 8, createRevision: 8, leaseId: folder === 'working' ? '7' : '0' };
}
