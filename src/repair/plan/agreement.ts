/** When heat_stacks and state were in order. Pure. */
import { heatAndStateAgree } from '../../judge/facts.ts';
import type { AnyStage, Resource } from '../../stages/resource.ts';

/** Both are there, each has a result, and they say the same: what one of them lacks would contradict nothing. */
export function agreeWholly(resource: Resource): boolean {
  return heatAndStateAgree(resource) && hasResult(resource.heat_stacks) && hasResult(resource.state);
}

function hasResult(document: AnyStage | undefined): boolean {
  return document?.status !== undefined && document.outputs !== undefined;
}
