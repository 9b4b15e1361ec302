/** Single writes to the keys of a made resource. */
import { DEFAULT_PREFIXES, type JobFolder, keyOf, type Stage } from '../../../src/stages/keys.ts';
import { configText, type MadeResource, stacklessText } from '../data/made.ts';
import type { MemoryWrite } from '../run/memory.ts';
import type { Action } from './outcomes.ts';

/** What a job's keys say of it. */
interface JobName {
  readonly action: Action;
  readonly version: number;
}

/** Seconds of the working key's lease. */
export const LEASE_SECONDS = 60;

/** A resource that needs no stack: asked for, and published at once. */
export function stacklessWrites(resource: MadeResource, version: number): MemoryWrite[] {
  return [putConfig(resource, version), put(resource, 'state', stacklessText(version))];
}

/** A request through the API. */
export function putConfig(resource: MadeResource, version: number, marked = false): MemoryWrite {
  return {
    put: keyOf(DEFAULT_PREFIXES, 'config', resource.ref),
    value: configText(resource, version, marked),
  };
}

export function jobKey(
  { ref, singular }: MadeResource,
  { action, version }: JobName,
  folder: JobFolder,
): string {
  return `${DEFAULT_PREFIXES.jobs}${folder}/${action}:heat_worker:${singular}:${ref.id}:${version}:r${version}x1z`;
}

export function put({ ref }: MadeResource, stage: Stage, value: string): MemoryWrite {
  return { put: keyOf(DEFAULT_PREFIXES, stage, ref), value };
}

export function drop({ ref }: MadeResource, area: Stage | 'config'): MemoryWrite {
  return { delete: keyOf(DEFAULT_PREFIXES, area, ref) };
}

export function putJob(resource: MadeResource, job: JobName, folder: JobFolder): MemoryWrite {
  const write = { put: jobKey(resource, job, folder), value: '{}' };
  return folder === 'working' ? { ...write, ttl: LEASE_SECONDS } : write;
}

export function dropJob(resource: MadeResource, job: JobName, folder: JobFolder): MemoryWrite {
  return { delete: jobKey(resource, job, folder) };
}
