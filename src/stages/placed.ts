/**
 * Resources by where they lie in what was read. A scan sees hundreds of thousands and has nothing to tell of most: no
 * object, view or text is made of their keys and values until it is asked for.
 */
import { jobsNaming, type ResourceRef, refOfBytes, STAGES, type Stage } from './keys.ts';
import type { Entry, JobEntry, Snapshot } from './snapshot.ts';

/** What lies where in `PlacedKeys.places`: offsets into the bytes, so many for each key. */
export const KEY_FROM = 0;
export const KEY_TO = 1;
export const VALUE_FROM = 2;
export const VALUE_TO = 3;
/** The key with all that is told of it, as the source knows it. */
export const WHOLE_FROM = 4;
export const WHOLE_TO = 5;
export const PLACES = 6;

/** Keys with their values, in order, where they lie. */
export interface PlacedKeys<E extends Entry = Entry> {
  readonly bytes: Buffer;
  /** Of the same bytes, to read several at once. */
  readonly view: DataView;
  readonly places: Int32Array;
  readonly length: number;
  /** Makes the n-th. */
  readonly entry: (n: number) => E;
}

/** A part of the bytes; `from` is negative where there is none. It is one object, moved from resource to resource. */
export interface Part {
  bytes: Buffer;
  view: DataView;
  from: number;
  to: number;
}

/** What a quick look needs of a resource. */
export interface Sight {
  /** `<schema path>/<id>`, as in its keys. */
  readonly name: Part;
  /** The place of the name's last `/`. */
  slash: number;
  readonly heat: Part;
  readonly state: Part;
  readonly config: Part;
}

const NOTHING = Buffer.alloc(0);

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

export function newSight(): Sight {
  const part = (): Part => ({ bytes: NOTHING, view: viewOf(NOTHING), from: -1, to: -1 });
  return { name: part(), slash: -1, heat: part(), state: part(), config: part() };
}

/** Of what is looked at and forgotten at once: a scan makes nothing for most resources. */
const SCRATCH = newSight().name;

/** Areas of a page in the order of `PlacedPage.areas`. */
export const CONFIG = STAGES.length;
const [HEAT, JOB_STATE, STATE] = [0, 1, 2];
/** Which key of each area a resource has, or -1, and how far into its name the last `/` is. */
export const MEMBERS = STAGES.length + 2;
export const SLASH = CONFIG + 1;

/** Keys of all areas that were read together, and which of them belong to one resource. */
export interface PlacedPage {
  /** Those of `STAGES`, and of `/config`. */
  readonly areas: readonly PlacedKeys[];
  /** Length of each area's prefix. */
  readonly prefixBytes: readonly number[];
  /** `MEMBERS` for each resource. */
  readonly members: Int32Array;
  readonly revision: number;
  readonly configEmpty: boolean;
}

/** The n-th resource of a page. It keeps the page in memory. Its fields are made when asked for: `made` has them all. */
export class PlacedSnapshot implements Snapshot {
  readonly page: PlacedPage;
  readonly at: number;
  /** Those that read like its ID; `made` has those that name it. */
  readonly jobs: readonly JobEntry[];
  private whole: Snapshot | undefined = undefined;

  constructor(page: PlacedPage, n: number, jobs: readonly JobEntry[]) {
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
    return this.made().ref;
  }

  get stages(): Snapshot['stages'] {
    return this.made().stages;
  }

  get config(): Entry | undefined {
    return this.made().config;
  }

  get hasJobState(): boolean {
    return (this.page.members[this.at + JOB_STATE] as number) >= 0;
  }

  /** Shows it without making anything. */
  show(sight: Sight): void {
    const { page, at } = this;
    this.#showValue(HEAT, sight.heat);
    this.#showValue(STATE, sight.state);
    this.#showValue(CONFIG, sight.config);
    this.#showName(sight.name);
    sight.slash = sight.name.from + (page.members[at + SLASH] as number);
  }

  /** Without making anything else. */
  get schemaPath(): string {
    this.#showName(SCRATCH);
    const { bytes, from } = SCRATCH;
    return bytes.toString('utf8', from, from + (this.page.members[this.at + SLASH] as number));
  }

  /** With fields of its own, which can be copied. */
  made(): Snapshot {
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
    const { name } = newSight();
    this.#showName(name);
    return refOfBytes(name.bytes.subarray(name.from, name.to)) ?? { schemaPath: '', id: '' };
  }

  #entry(area: number): Entry | undefined {
    const member = this.page.members[this.at + area] as number;
    return member < 0 ? undefined : this.page.areas[area]?.entry(member);
  }

  #showValue(area: number, part: Part): void {
    const member = this.page.members[this.at + area] as number;
    if (member < 0) {
      part.from = -1;
      return;
    }
    const { bytes, view, places } = this.page.areas[area] as PlacedKeys;
    part.bytes = bytes;
    part.view = view;
    part.from = places[member * PLACES + VALUE_FROM] as number;
    part.to = places[member * PLACES + VALUE_TO] as number;
  }

  #showName(part: Part): void {
    const { page, at } = this;
    let area = 0;
    while ((page.members[at + area] as number) < 0) area++;
    const { bytes, view, places } = page.areas[area] as PlacedKeys;
    const place = (page.members[at + area] as number) * PLACES;
    part.bytes = bytes;
    part.view = view;
    part.from = (places[place + KEY_FROM] as number) + (page.prefixBytes[area] as number);
    part.to = places[place + KEY_TO] as number;
  }
}

/** The schema path alone, of which nothing else is made. */
export function schemaPathOf(snapshot: Snapshot): string {
  return snapshot instanceof PlacedSnapshot ? snapshot.schemaPath : snapshot.ref.schemaPath;
}

/** A snapshot whose fields can be copied. */
export function madeSnapshot(snapshot: Snapshot): Snapshot {
  return snapshot instanceof PlacedSnapshot ? snapshot.made() : snapshot;
}
