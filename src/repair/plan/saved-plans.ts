/** Plans as a file that is shown, kept, and carried out later exactly as it stands. Pure. */
import { RefusedError, UsageError } from '../../errors.ts';
import {
  type JobName,
  keyOf,
  type Prefixes,
  parseJobKey,
  type ResourceRef,
  resourceName,
} from '../../stages/keys.ts';
import type { SourceIdentity } from '../../store/source.ts';
import { digest } from '../digest.ts';
import { plainJson, shaped } from '../file-shapes.ts';
import { fileShape, type PlanRead } from '../saved-plan-shape.ts';
import { changesBetween } from './changes.ts';
import type { Action, Plan } from './plan.ts';
import { type Image, imageJson } from './stored-value.ts';

const FORMAT = 'esi-state plan';
/** Raised when an older reader could misunderstand a newer file. */
const FORMAT_VERSION = 1;

export interface SavedPlans {
  /** RFC 3339, UTC. */
  readonly created: string;
  readonly toolVersion: string;
  readonly source: SourceIdentity & { readonly revision: number };
  readonly prefixes: Prefixes;
  readonly plans: readonly Plan[];
}

/** The file's text. Its digest finds what was damaged or edited; it is no signature. */
export function savedText({ plans, ...head }: SavedPlans): string {
  const content = { format: FORMAT, format_version: FORMAT_VERSION, ...head, plans: plans.map(planJson) };
  return `${JSON.stringify({ ...content, digest: digestOf(content) }, null, 1)}\n`;
}

function digestOf(content: object): string {
  return `sha256:${digest(JSON.stringify(content))}`;
}

function planJson({ ref, actions, ...rest }: Plan) {
  return { resource: resourceName(ref), ...rest, writes: actions.map(imageJson) };
}

/**
 * Throws `UsageError` for what is no plan, `RefusedError` for one that is not as it was saved, or that would touch
 * anything but its resources' stages.
 *
 * @param file its name, for the message
 */
export function readSaved(bytes: Uint8Array, file: string): SavedPlans {
  const content = contentOf(bytes, file);
  const read = shaped(fileShape, content);
  if ('wrongAt' in read)
    throw noPlan(file, read.wrongAt === '' ? '' : `: ${read.wrongAt} is not what a plan has there`);
  const { digest: told, ...unsigned } = content;
  if (told !== digestOf(unsigned)) {
    throw new RefusedError(`the plan ${file} was changed since it was saved: its digest does not fit`, {
      hint: 'make it anew with --plan-out',
    });
  }
  const { created, toolVersion, source, prefixes, plans } = read.value;
  for (const plan of plans) refuseForeignKeys(plan, prefixes, file);
  return { created, toolVersion, source, prefixes, plans: plans.map(planOf) };
}

/** Whoever can compute a digest can forge a plan; one that touches anything but its resource's own keys is none. */
function refuseForeignKeys({ resource, writes, deadJobs = [] }: PlanRead, prefixes: Prefixes, file: string) {
  const name = resourceName(resource);
  const foreign = writes.find(({ stage, key }) => key !== keyOf(prefixes, stage, resource));
  if (foreign !== undefined)
    throw new RefusedError(`the plan ${file} would write ${foreign.key}, which is no stage of ${name}`);
  const job = deadJobs.find(({ key }) => !maybeDead(parseJobKey(prefixes, key), resource));
  if (job === undefined) return;
  throw new RefusedError(`the plan ${file} calls ${job.key} dead, which is no job left of ${name}`);
}

/** A job of this resource that nobody holds; what is at work is never called dead. */
function maybeDead(job: JobName | undefined, { id }: ResourceRef): boolean {
  return job?.id === id && (job.folder === 'all' || job.folder === 'finished');
}

function contentOf(bytes: Uint8Array, file: string): Readonly<Record<string, unknown>> {
  const value = plainJson(bytes);
  if (!isRecord(value) || value['format'] !== FORMAT) throw noPlan(file, '');
  if (value['format_version'] !== FORMAT_VERSION) {
    const hint = 'apply it with the version that saved it, or make it anew';
    throw new UsageError(
      `${file} has plan format ${JSON.stringify(value['format_version'])}, not ${FORMAT_VERSION}`,
      { hint },
    );
  }
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noPlan(file: string, why: string): UsageError {
  return new UsageError(`${file} is no plan of esi-state${why}`, { hint: 'make one with repair --plan-out' });
}

function planOf({ resource, writes, ...rest }: PlanRead): Plan {
  return { ...rest, ref: resource, actions: writes.map(actionOf) };
}

/** What changes follows from the bytes, so that what is shown is what is written. */
function actionOf(image: Image): Action {
  const { before, after } = image;
  const changes = after === undefined ? [] : changesBetween(before, after);
  return { kind: after === undefined ? 'delete' : 'put', ...image, changes };
}
