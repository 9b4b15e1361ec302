import { maskProposal, maskSnapshot } from '../../secrets/images.ts';
import type { Masked } from '../../secrets/masked.ts';
import { passed } from '../../secrets/pass.ts';
import type { SecretKeys } from '../../secrets/secret-keys.ts';
import type { Resource } from '../../stages/resource.ts';
import type { ShowJudged, ShowResult } from './result.ts';

/** A judged resource as it may be shown. */
export interface ShownResource extends ShowJudged {
  readonly resource: Resource;
}

export type ShownResult = Omit<ShowResult, 'resources'> & { readonly resources: readonly ShownResource[] };

export function maskShow(result: ShowResult, isSecret: SecretKeys): Masked<ShownResult> {
  const resources = result.resources.map(({ proposal, ...judged }) => {
    const resource = maskSnapshot(judged.snapshot, isSecret);
    const shown = { ...judged, snapshot: resource.snapshot, resource };
    return proposal === undefined ? shown : { ...shown, proposal: maskProposal(proposal, isSecret) };
  });
  return passed({ ...result, resources });
}
