import { NameError } from '../../errors.ts';
import type { Prefixes } from '../../stages/keys.ts';
import type { Source } from '../source.ts';
import { pathsCalled, similarTypes } from './type-names.ts';
import { allSchemaPaths, listSchemaPaths } from './types.ts';

/** A mistyped type must not read as "nothing of that type is broken". Throws `NameError` for the first that fits none. */
export async function refuseUnknownTypes(
  { source, prefixes }: { readonly source: Source; readonly prefixes: Prefixes },
  types: readonly string[],
): Promise<void> {
  if (types.length === 0) return;
  const paths = allSchemaPaths(await listSchemaPaths(source, prefixes));
  const unknown = types.find((type) => pathsCalled(type, paths).length === 0);
  // Where nothing at all is found, that is the trouble.
  if (unknown === undefined || paths.length === 0) return;
  const near = similarTypes(unknown, paths);
  const hint = near.length === 0 ? 'types are found in etcd' : `did you mean the type ${near.join(' or ')}?`;
  throw new NameError(`no resource of type "${unknown}"`, { hint });
}
