import type { Rule } from './rule.ts';
import { abandonedJob } from './rules/abandoned-job.ts';
import { configNotApplied } from './rules/config-not-applied.ts';
import { errorTextMismatch } from './rules/error-text-mismatch.ts';
import { failedJob } from './rules/failed-job.ts';
import { identityMismatch } from './rules/identity-mismatch.ts';
import { invalidField } from './rules/invalid-field.ts';
import { longInFlight } from './rules/long-in-flight.ts';
import { malformedDocument } from './rules/malformed-document.ts';
import { malformedOutputs } from './rules/malformed-outputs.ts';
import { missingStage } from './rules/missing-stage.ts';
import { noConfig } from './rules/no-config.ts';
import { nonCanonical } from './rules/non-canonical.ts';
import { outputsDiffer } from './rules/outputs-differ.ts';
import { outputsReordered } from './rules/outputs-reordered.ts';
import { staleInProgress } from './rules/stale-in-progress.ts';
import { statusMismatch } from './rules/status-mismatch.ts';
import { unheldJob } from './rules/unheld-job.ts';
import { unknownField } from './rules/unknown-field.ts';
import { unknownStatus } from './rules/unknown-status.ts';
import { versionAhead } from './rules/version-ahead.ts';
import { versionLowered } from './rules/version-lowered.ts';
import { workerStateMismatch } from './rules/worker-state-mismatch.ts';

/** Every rule, in the order in which their findings are told: what explains most comes first. */
export const RULES: readonly Rule[] = [
  malformedDocument,
  abandonedJob,
  missingStage,
  staleInProgress,
  identityMismatch,
  invalidField,
  malformedOutputs,
  statusMismatch,
  workerStateMismatch,
  outputsDiffer,
  versionAhead,
  versionLowered,
  outputsReordered,
  errorTextMismatch,
  unknownStatus,
  unheldJob,
  configNotApplied,
  longInFlight,
  noConfig,
  failedJob,
  unknownField,
  nonCanonical,
];
