import { jsonLine, jsonText, type Printable } from '../../../drawing/json-text.ts';
import { sourceJson } from '../../../drawing/judgement-json.ts';
import type { MemberStatus, ProbedEndpoint } from '../../../store/probe.ts';
import { type PingResult, raftLag } from '../result.ts';

/** `ping -o json`. */
export function pingJson(result: PingResult): string {
  return jsonText(value(result));
}

/** `ping -o ndjson`: the same on one line. */
export function pingLine(result: PingResult): string {
  return jsonLine(value(result));
}

function value(result: PingResult): Printable {
  const { verdict, problems, endpoints, otherMembers, prefixes } = result;
  return {
    schema_version: 1,
    source: sourceJson(result.source),
    verdict,
    problems: problems.map(({ says, hint, fatal }) => ({ message: says, hint, fatal })),
    endpoints: endpoints.map((one) => endpointJson(one, endpoints)),
    other_members:
      otherMembers?.map(({ memberId, name, clientUrls }) => ({
        member_id: memberId,
        name,
        client_urls: clientUrls,
      })) ?? null,
    prefixes: prefixes.map(({ area, prefix, read, write, keys }) => ({ area, prefix, read, write, keys })),
  };
}

function endpointJson(one: ProbedEndpoint, all: readonly ProbedEndpoint[]): Printable {
  const { endpoint, answer, status, readMs, trouble } = one;
  const told = statusJson(status);
  return {
    endpoint,
    reachable: answer !== undefined,
    error: trouble?.says ?? null,
    hint: trouble?.hint ?? null,
    version: told.version,
    cluster_id: answer?.clusterId ?? null,
    member_id: answer?.memberId ?? null,
    role: told.role,
    has_leader: told.has_leader,
    revision: answer?.revision ?? null,
    raft_term: told.raft_term,
    raft_index: told.raft_index,
    raft_lag: raftLag(one, all) ?? null,
    db_bytes: told.db_bytes,
    db_bytes_in_use: told.db_bytes_in_use,
    alarms: answer === undefined ? [] : told.alarms,
    read_ms: readMs === undefined ? null : Number(readMs.toFixed(3)),
  };
}

/** What only a member's status tells; all null where that is not told. */
function statusJson(status: MemberStatus | undefined) {
  return {
    version: status?.version ?? null,
    role: status?.role ?? null,
    has_leader: status?.hasLeader ?? null,
    raft_term: status?.raftTerm ?? null,
    raft_index: status?.raftIndex ?? null,
    db_bytes: status?.dbBytes ?? null,
    db_bytes_in_use: status?.dbBytesInUse ?? null,
    alarms: status?.alarms ?? null,
  };
}
