/** heat_stacks as Heat itself says that it is now, by the operator's word, and what follows from that. Pure. */
import { judge } from '../../judge/judge.ts';
import type { Json } from '../../stages/json.ts';
import { entryOf, type Resource, readResource } from '../../stages/resource.ts';
import { put } from './actions.ts';
import type { Case, Decision } from './case.ts';
import { type Action, Refusal } from './plan.ts';

/** What Heat always writes beside it: 105 of 105 recorded reports. */
export const REASONS: Readonly<Record<string, string>> = {
  CREATE_COMPLETE: 'Stack CREATE completed successfully',
  UPDATE_COMPLETE: 'Stack successfully updated',
};

/**
 * The status that was told goes into heat_stacks, whose outputs stay; then all is decided as if Heat had reported that.
 * Throws `Refusal` where there is no heat_stacks to put it into.
 */
export function byHeatsWord(of: Case, status: string, decideRest: (of: Case) => Decision): Decision {
  const { resource, choices } = of;
  const { stackStatus: _, ...set } = choices.set ?? {};
  const { actions, reason } = reported(of, status);
  const told = { source: "Heat's own word", why: `${status}, told by --set` };
  const assumedFields = [`stack_status: told by --set`, ...reason];
  const amended = withReport(resource, actions);
  const judgement = judge(amended);
  if (judgement.verdict !== 'broken') return { ...told, actions, assumedFields };
  const rest = decideRest({
    ...of,
    ...{ resource: amended, judgement },
    choices: { ...choices, from: choices.from ?? 'heat_stacks', set },
  });
  return { ...rest, ...told, actions: [...actions, ...rest.actions], assumedFields };
}

function reported(of: Case, status: string): { actions: Action[]; reason: string[] } {
  const { heat_stacks: heat } = of.resource;
  if (heat === undefined)
    throw new Refusal(
      'there is no heat_stacks that can be read, so nobody but Heat has the outputs',
      'an update of it through its API makes the job anew',
    );
  const given = of.choices.set?.statusReason;
  const usual = status === heat.status ? undefined : REASONS[status];
  const reason = given ?? usual;
  const tree = new Map<string, Json>([...heat.tree, ['stack_status', status]]);
  if (reason !== undefined) tree.set('status_reason', reason);
  const why = given === undefined ? `as Heat writes it beside ${status}` : 'told by --set';
  return {
    actions: put(of, 'heat_stacks', tree),
    reason: reason === undefined ? [] : [`status_reason: ${why}`],
  };
}

/** At the revisions that are there: what was written when still proves the version. */
function withReport(resource: Resource, [report]: readonly Action[]): Resource {
  const { snapshot } = resource;
  const entry = entryOf(resource, 'heat_stacks');
  if (report?.after === undefined || entry === undefined) return resource;
  const heat_stacks = { ...entry, value: report.after };
  return readResource({ ...snapshot, stages: { ...snapshot.stages, heat_stacks } });
}
