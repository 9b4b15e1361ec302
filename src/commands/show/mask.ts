import type { Judged } from '../../judging/results.ts';
import { maskSnapshot } from '../../secrets/images.ts';
import type { Masked } from '../../secrets/masked.ts';
import { passed } from '../../secrets/pass.ts';
import type { SecretKeys } from '../../secrets/secret-keys.ts';
import type { Resource } from '../../stages/resource.ts';
import type { ShowResult } from './result.ts';

/** A judged resource as it may be shown. */
export interface ShownResource extends Judged {
  readonly resource: Resource;
}

export type ShownResult = Omit<ShowResult, 'resources'> & { readonly resources: readonly ShownResource[] };

export function maskShow(result: ShowResult, isSecret: SecretKeys): Masked<ShownResult> {
  const resources = result.resources.map((judged) => {
    const resource = maskSnapshot(judged.snapshot, isSecret);
    return { ...judged, snapshot: resource.snapshot, resource };
  });
  return passed({ ...result, resources });
}
