/** Plans as a file that is shown, kept, and carried out later exactly as it stands. Pure. */
import { RefusedError, UsageError } from '../errors.ts';
import { keyOf, type Prefixes, refOfName, resourceName } from '../stages/keys.ts';
import type { SourceIdentity } from '../store/source.ts';
import { changesBetween } from './changes.ts';
import { digest } from './digest.ts';
import type { Action, Plan } from './plan.ts';
import { type Image, type ImageJson, imageJson, imageOf } from './stored-value.ts';

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

type PlanJson = Omit<Plan, 'ref' | 'actions'> & {
  readonly resource: string;
  readonly writes: readonly ImageJson[];
};

function planJson({ ref, actions, ...rest }: Plan): PlanJson {
  return { resource: resourceName(ref), ...rest, writes: actions.map(imageJson) };
}

type Saved = Omit<SavedPlans, 'plans'> & {
  readonly format: string;
  readonly format_version: number;
  readonly plans: readonly PlanJson[];
};

/** Throws `UsageError` for what is no plan, `RefusedError` for one that is not as it was saved. */
export function readSaved(text: string, file: string): SavedPlans {
  const { digest: told, ...content } = parsed(text, file);
  if (told !== digestOf(content)) {
    throw new RefusedError(`the plan ${file} was changed since it was saved: its digest does not fit`, {
      hint: 'make it anew with --plan-out',
    });
  }
  const { plans, format: _, format_version: __, ...head } = content;
  const saved = plans.map(planOf);
  for (const plan of saved) refuseForeignKeys(plan, head.prefixes, file);
  return { ...head, plans: saved };
}

/** Whoever can compute a digest can forge a plan; one that writes anything but its resource's stages is none. */
function refuseForeignKeys({ ref, actions }: Plan, prefixes: Prefixes, file: string): void {
  const foreign = actions.find(({ stage, key }) => key !== keyOf(prefixes, stage, ref));
  if (foreign === undefined) return;
  throw new RefusedError(
    `the plan ${file} would write ${foreign.key}, which is no stage of ${resourceName(ref)}`,
  );
}

function parsed(text: string, file: string): Saved & { readonly digest: unknown } {
  const value = jsonObject(text);
  if (value?.format !== FORMAT)
    throw new UsageError(`${file} is no plan of esi-state`, { hint: 'make one with repair --plan-out' });
  if (value.format_version !== FORMAT_VERSION) {
    const hint = 'apply it with the version that saved it, or make it anew';
    throw new UsageError(`${file} has plan format ${value.format_version}, not ${FORMAT_VERSION}`, { hint });
  }
  return value;
}

function jsonObject(text: string): (Saved & { readonly digest: unknown }) | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

function planOf({ resource, writes, ...rest }: PlanJson): Plan {
  const ref = refOfName(resource);
  if (ref === undefined) throw new RefusedError(`the plan names no resource: ${resource}`);
  return { ...rest, ref, actions: writes.map((write) => actionOf(imageOf(write))) };
}

/** What changes follows from the bytes, so that what is shown is what is written. */
function actionOf(image: Image): Action {
  const { before, after } = image;
  const changes = after === undefined ? [] : changesBetween(before, after);
  return { kind: after === undefined ? 'delete' : 'put', ...image, changes };
}
