/**
 * Resources as offsets into the bytes of a page. A scan passes hundreds of thousands of healthy resources: objects and texts
 * of their keys and values are made only for those that need a closer look.
 */
import { jobsNaming, type ResourceRef, refOfBytes, STAGES, type Stage } from './keys.ts';
import type { Entry, JobEntry, Snapshot } from './snapshot.ts';

/** What lies where in `PackedKeys.offsets`: offsets into the bytes, so many for each key. */
export const KEY_FROM = 0;
export const KEY_TO = 1;
export const VALUE_FROM = 2;
export const VALUE_TO = 3;
/** The whole message of the key (etcd's KeyValue). */
export const WHOLE_FROM = 4;
export const WHOLE_TO = 5;
export const OFFSETS = 6;

/** Keys with their values, in order, where they lie. */
export interface PackedKeys<E extends Entry = Entry> {
  readonly bytes: Buffer;
  /** Of the same bytes, to read several at once. */
  readonly view: DataView;
  readonly offsets: Int32Array;
  readonly length: number;
  /** Makes the n-th. */
  readonly entry: (n: number) => E;
}

/** A slice of the bytes; `from` is negative where there is none. One object is filled anew for each resource. */
export interface Slice {
  bytes: Buffer;
  view: DataView;
  from: number;
  to: number;
}

/** What a quick look needs of a resource. */
export interface ResourceView {
  /** `<schema path>/<id>`, as in its keys. */
  readonly name: Slice;
  /** The place of the name's last `/`. */
  slash: number;
  readonly heat: Slice;
  readonly state: Slice;
  readonly config: Slice;
}

const NOTHING = Buffer.alloc(0);

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

export function newResourceView(): ResourceView {
  const slice = (): Slice => ({ bytes: NOTHING, view: viewOf(NOTHING), from: -1, to: -1 });
  return { name: slice(), slash: -1, heat: slice(), state: slice(), config: slice() };
}

/** Filled anew for each resource, so that a scan allocates nothing for most of them. */
const SCRATCH = newResourceView().name;

/** Areas of a page in the order of `PackedPage.areas`. */
export const CONFIG = STAGES.length;
const [HEAT, JOB_STATE, STATE] = [0, 1, 2];
/** Which key of each area a resource has, or -1, and how far into its name the last `/` is. */
export const MEMBERS = STAGES.length + 2;
export const SLASH = CONFIG + 1;

/** Keys of all areas that were read together, and which of them belong to one resource. */
export interface PackedPage {
  /** Those of `STAGES`, and of `/config`. */
  readonly areas: readonly PackedKeys[];
  /** Length of each area's prefix. */
  readonly prefixBytes: readonly number[];
  /** `MEMBERS` for each resource. */
  readonly members: Int32Array;
  readonly revision: number;
  readonly configEmpty: boolean;
}

/** The n-th resource of a page. It keeps the page in memory. Its fields are made when asked for: `materialize` has them all. */
export class PackedSnapshot implements Snapshot {
  readonly page: PackedPage;
  readonly at: number;
  /** Those that read like its ID; `materialize` has those that name it. */
  readonly jobs: readonly JobEntry[];
  private whole: Snapshot | undefined = undefined;

  constructor(page: PackedPage, n: number, jobs: readonly JobEntry[]) {
    this.page = page;
    this.at = n * MEMBERS;
    this.jobs = jobs;
  }

  get revision(): number {
    return this.page.revision;
  }

  get configEmpty(): boolean {
    return this.page.configEmpty;
  }

  get ref(): ResourceRef {
    return this.materialized().ref;
  }

  get stages(): Snapshot['stages'] {
    return this.materialized().stages;
  }

  get config(): Entry | undefined {
    return this.materialized().config;
  }

  get hasJobState(): boolean {
    return (this.page.members[this.at + JOB_STATE] as number) >= 0;
  }

  /** Fills the view without allocating. */
  fill(resource: ResourceView): void {
    const { page, at } = this;
    this.#showValue(HEAT, resource.heat);
    this.#showValue(STATE, resource.state);
    this.#showValue(CONFIG, resource.config);
    this.#showName(resource.name);
    resource.slash = resource.name.from + (page.members[at + SLASH] as number);
  }

  /** Without making anything else. */
  get schemaPath(): string {
    this.#showName(SCRATCH);
    const { bytes, from } = SCRATCH;
    return bytes.toString('utf8', from, from + (this.page.members[this.at + SLASH] as number));
  }

  /** With fields of its own, which can be copied. */
  materialized(): Snapshot {
    this.whole ??= this.#make();
    return this.whole;
  }

  #make(): Snapshot {
    const stages: { [S in Stage]?: Entry } = {};
    STAGES.forEach((stage, area) => {
      const entry = this.#entry(area);
      if (entry !== undefined) stages[stage] = entry;
    });
    const config = this.#entry(CONFIG);
    const { revision, configEmpty } = this;
    const ref = this.#ref();
    const jobs = jobsNaming(ref, this.jobs);
    return { ref, stages, ...(config && { config }), jobs, revision, configEmpty };
  }

  #ref(): ResourceRef {
    const { name } = newResourceView();
    this.#showName(name);
    return refOfBytes(name.bytes.subarray(name.from, name.to)) ?? { schemaPath: '', id: '' };
  }

  #entry(area: number): Entry | undefined {
    const member = this.page.members[this.at + area] as number;
    return member < 0 ? undefined : this.page.areas[area]?.entry(member);
  }

  #showValue(area: number, slice: Slice): void {
    const member = this.page.members[this.at + area] as number;
    if (member < 0) {
      slice.from = -1;
      return;
    }
    const { bytes, view, offsets } = this.page.areas[area] as PackedKeys;
    slice.bytes = bytes;
    slice.view = view;
    slice.from = offsets[member * OFFSETS + VALUE_FROM] as number;
    slice.to = offsets[member * OFFSETS + VALUE_TO] as number;
  }

  #showName(slice: Slice): void {
    const { page, at } = this;
    let area = 0;
    while ((page.members[at + area] as number) < 0) area++;
    const { bytes, view, offsets } = page.areas[area] as PackedKeys;
    const place = (page.members[at + area] as number) * OFFSETS;
    slice.bytes = bytes;
    slice.view = view;
    slice.from = (offsets[place + KEY_FROM] as number) + (page.prefixBytes[area] as number);
    slice.to = offsets[place + KEY_TO] as number;
  }
}

/** The schema path alone, of which nothing else is made. */
export function schemaPathOf(snapshot: Snapshot): string {
  return snapshot instanceof PackedSnapshot ? snapshot.schemaPath : snapshot.ref.schemaPath;
}

/** A snapshot whose fields can be copied. */
export function materialize(snapshot: Snapshot): Snapshot {
  return snapshot instanceof PackedSnapshot ? snapshot.materialized() : snapshot;
}
