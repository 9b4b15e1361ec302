import type { PingResult } from '../commands/results.ts';
import type { ProbedEndpoint } from '../store/probe.ts';
import { jsonLine, jsonText, type Printable } from './json-text.ts';
import { raftLag } from './ping-lag.ts';
import { sourceJson } from './source-json.ts';

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
  const { endpoint, status, readMs, trouble } = one;
  return {
    endpoint,
    reachable: status !== undefined,
    error: trouble?.says ?? null,
    hint: trouble?.hint ?? null,
    version: status?.version ?? null,
    cluster_id: status?.clusterId ?? null,
    member_id: status?.memberId ?? null,
    role: status?.role ?? null,
    has_leader: status?.hasLeader ?? null,
    revision: status?.revision ?? null,
    raft_term: status?.raftTerm ?? null,
    raft_index: status?.raftIndex ?? null,
    raft_lag: raftLag(one, all) ?? null,
    db_bytes: status?.dbBytes ?? null,
    db_bytes_in_use: status?.dbBytesInUse ?? null,
    alarms: status?.alarms ?? [],
    read_ms: readMs === undefined ? null : Number(readMs.toFixed(3)),
  };
}
