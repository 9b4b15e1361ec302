import { pluralType, type ResourceRef } from '../stages/keys.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const SHORT_ID = 8;

/** A name to type: `ports/ddc14be4` for a UUID, else type and whole ID. */
export function shortName(ref: ResourceRef): string {
  const id = UUID.test(ref.id) ? ref.id.slice(0, SHORT_ID) : ref.id;
  return `${pluralType(ref)}/${id}`;
}
