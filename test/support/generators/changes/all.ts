import type { Random } from '../random.ts';
import type { Victim } from '../systems.ts';
import type { Change } from './change.ts';
import { exchangedFields, lostFields, retypedFields, unknownFields } from './fields.ts';
import { outputChanges } from './outputs.ts';
import {
  brokenBytes,
  fromOtherStages,
  fromOthers,
  lostStages,
  otherBytes,
  unexpectedJobState,
} from './whole.ts';
import {
  otherJobStatus,
  otherNames,
  otherPublishedStatus,
  otherStackStatus,
  otherTexts,
  otherVersion,
  otherWorkerState,
} from './words.ts';

/** Every kind of change that this resource offers; where a place is to be chosen, chance does. */
export function allChanges(victim: Victim, system: readonly Victim[], random: Random): Change[] {
  const others = system.filter((other) => other !== victim);
  return [
    ...brokenBytes(victim, random),
    ...otherBytes(victim),
    ...lostStages(victim),
    ...unexpectedJobState(),
    ...fromOthers(victim, others),
    ...fromOtherStages(victim),
    ...lostFields(victim),
    ...retypedFields(victim),
    ...exchangedFields(victim),
    ...unknownFields(victim),
    ...otherStackStatus(victim),
    ...otherJobStatus(victim),
    ...otherPublishedStatus(victim),
    ...otherWorkerState(victim),
    ...otherVersion(victim),
    ...otherNames(victim, random),
    ...otherTexts(victim),
    ...outputChanges(victim, random),
  ];
}
