import type { ProbedEndpoint } from '../../store/probe.ts';
import type { PingProblem, PrefixRights } from './result.ts';

/** What is wrong, what makes the store unusable first. A right to write that is missing is no problem. */
export function problemsOf(
  endpoints: readonly ProbedEndpoint[],
  prefixes: readonly PrefixRights[],
): PingProblem[] {
  const problems = [
    ...differentClusters(endpoints),
    ...endpointProblems(endpoints),
    ...unreadable(prefixes),
    ...alarms(endpoints),
  ];
  return problems.sort((a, b) => Number(b.fatal) - Number(a.fatal));
}

function differentClusters(endpoints: readonly ProbedEndpoint[]): PingProblem[] {
  const told = endpoints.flatMap(({ endpoint, answer }) =>
    answer === undefined ? [] : [{ endpoint, id: answer.clusterId }],
  );
  if (new Set(told.map(({ id }) => id)).size < 2) return [];
  const which = told.map(({ endpoint, id }) => `${endpoint} is of ${id}`).join(', ');
  return [
    {
      says: `the endpoints are of different clusters: ${which}`,
      hint: 'name the endpoints of one cluster only',
      fatal: true,
    },
  ];
}

/** One endpoint that answers reads is enough for all that this tool does: etcd reads from most of its members. */
function endpointProblems(endpoints: readonly ProbedEndpoint[]): PingProblem[] {
  const failed = endpoints.filter(({ trouble }) => trouble !== undefined);
  const fatal = failed.length === endpoints.length;
  if (!fatal)
    return failed.map(({ endpoint, trouble }) => ({
      says: `${endpoint}: ${trouble?.says}`,
      hint: trouble?.hint ?? '',
      fatal,
    }));
  const says = failed.map(({ endpoint, trouble }) => `${endpoint}: ${trouble?.says}`).join(', ');
  const hints = new Set(failed.map(({ trouble }) => trouble?.hint));
  return [{ says: `etcd could not be asked: ${says}`, hint: [...hints].join('; '), fatal }];
}

function unreadable(prefixes: readonly PrefixRights[]): PingProblem[] {
  const denied = prefixes.filter(({ read }) => read === false).map(({ prefix }) => prefix);
  if (denied.length === 0) return [];
  return [
    {
      says: `permission denied to read ${denied.join(', ')}`,
      hint: "give the etcd user a role with that right (etcdctl's role grant-permission)",
      fatal: true,
    },
  ];
}

const ALARM_HINTS: Readonly<Record<string, string>> = {
  NOSPACE: 'etcd takes no writes: compact, defragment, then disarm the alarm (all with etcdctl)',
  CORRUPT: 'members hold different data: mend the cluster before anything else',
};

function alarms(endpoints: readonly ProbedEndpoint[]): PingProblem[] {
  const raised = new Set(endpoints.flatMap(({ status }) => status?.alarms ?? []));
  return [...raised].map((alarm) => ({
    says: `the cluster has raised the alarm ${alarm}`,
    hint: ALARM_HINTS[alarm] ?? "see etcdctl's alarm list and the log of the members",
    fatal: false,
  }));
}
