/** Gathers, while a run judges, what the next run has to know. */
import { type FailOn, isAtOrAbove, type Judgement, type Severity } from '../../../judge/finding.ts';
import { resourceName } from '../../../stages/keys.ts';
import type { VerifiedFinding, VerifiedResource } from '../result.ts';
import { count, newTally, type Tally } from '../tally.ts';
import { isListed, type RunRecord } from '../verify-run.ts';
import type { Counts, OpenResource } from './file.ts';
import { findingId, firstSeen, flightId, type Memory } from './memory.ts';

export interface Recorder extends RunRecord {
  /** Resources that the next run may leave alone while they don't change. */
  readonly quiet: Tally;
  readonly open: Map<string, OpenResource>;
}

export interface RecordOptions {
  readonly failOn: FailOn;
  /** Milliseconds; errors that were first seen less long ago are told as warnings. */
  readonly minAgeMs?: number;
}

/** @param quiet counts of what is not looked at in this run */
export function newRecorder(memory: Memory, options: RecordOptions, quiet = newTally()): Recorder {
  const open = new Map<string, OpenResource>();
  const reaches = (severity: Severity) => isAtOrAbove(severity, options.failOn);
  return {
    quiet,
    open,
    tally: copyOf(quiet),
    keep: (verified, lookedAgain) => {
      // What a job names is looked at again: what the job leaves shows in no key of the resource.
      const isQuiet = !lookedAgain && verified.evidence.length === 0 && !isListed(verified, options.failOn);
      if (isQuiet) {
        count(quiet, verified, reaches);
        return verified;
      }
      const entry = openResource(memory, verified);
      open.set(entry.resource, entry);
      return withAges(memory, verified, entry.seen, options.minAgeMs ?? 0);
    },
    gone: (ref) => {
      open.set(resourceName(ref), { resource: resourceName(ref), verdict: 'gone', seen: {} });
    },
  };
}

function openResource(memory: Memory, verified: VerifiedResource): OpenResource {
  const resource = resourceName(verified.ref);
  const ids = [
    ...verified.findings.map(findingId),
    ...verified.evidence.map((one) => flightId(memory.prefixes, one)),
  ];
  const from = verified.findings.find(({ rule }) => rule === 'version-lowered')?.expected ?? undefined;
  const queued = verified.evidence.find(({ kind }) => kind === 'config')?.wanted;
  return {
    resource,
    verdict: verified.verdict,
    ...(queued === undefined ? {} : { queued }),
    ...(from === undefined ? {} : { lowered: { from, stages: verified.modRevisions } }),
    seen: Object.fromEntries(ids.map((id) => [id, firstSeen(memory, resource, id)])),
  };
}

/** With since when each finding is known; young errors are warnings for now, the verdict stays. */
function withAges(
  memory: Memory,
  verified: VerifiedResource,
  seen: OpenResource['seen'],
  minAgeMs: number,
): VerifiedResource {
  const young = (since: string) => memory.now.getTime() - Date.parse(since) < minAgeMs;
  const findings = verified.findings.map((finding): VerifiedFinding => {
    const since = seen[findingId(finding)] ?? memory.now.toISOString();
    const severity: Severity = finding.severity === 'error' && young(since) ? 'warning' : finding.severity;
    return { ...finding, severity, firstSeen: since };
  });
  const since = tellingIds(memory, verified)
    .map((id) => seen[id] ?? '')
    .sort()[0];
  return { ...verified, findings, ...(since === undefined ? {} : { firstSeen: since }) };
}

const GRAVEST: readonly Severity[] = ['error', 'warning', 'info'];

/** What makes the resource what it is called: its flights, or its gravest findings. */
function tellingIds({ prefixes }: Memory, { verdict, evidence, findings }: Judgement): string[] {
  if (verdict === 'in_flight') return evidence.map((one) => flightId(prefixes, one));
  const gravest = GRAVEST.find((severity) => findings.some((finding) => finding.severity === severity));
  return findings.filter(({ severity }) => severity === gravest).map(findingId);
}

function copyOf({ verdicts, findings, baselined, standings }: Tally): Tally {
  return {
    verdicts: new Map(verdicts),
    findings: new Map(findings),
    baselined: new Map(baselined),
    standings: new Map(standings),
  };
}

/** Of quiet resources: none of them is broken, or in a baseline. */
export function countsOf({ verdicts, findings }: Tally): Counts {
  return { verdicts: Object.fromEntries(verdicts), findings: Object.fromEntries(findings) };
}

export function tallyOf({ verdicts, findings }: Counts): Tally {
  return {
    ...newTally(),
    verdicts: new Map(Object.entries(verdicts) as [keyof Counts['verdicts'], number][]),
    findings: new Map(Object.entries(findings) as [keyof Counts['findings'], number][]),
  };
}
