/** Which incidents are played. */
import type { Incident } from '../incident.ts';
import { BY_HAND, VALUES } from './by-hand.ts';
import { CRASHED_HOST, DEAD_WORKERS, WAITING } from './dead-workers.ts';
import { FAILED, LOST } from './lost.ts';

const ALL = [...DEAD_WORKERS, ...CRASHED_HOST, WAITING, ...BY_HAND, ...VALUES, ...LOST, ...FAILED];

/** Each is much like another one. */
const SELDOM: ReadonlySet<string> = new Set([
  // Each step with another third of what may be left of the keys.
  ...DEAD_WORKERS.filter((_, i) => i % 3 !== Math.floor(i / 3) % 3).map(({ name }) => name),
  'a host crashed with twelve jobs, of some only Heat knows',
  'the worker_state',
  'the status of heat_stacks',
  'state in latin-1',
  'heat_stacks cut',
  'heat_stacks as a list',
  "another's state",
  'heat_stacks of one lost',
  'state of all lost',
  'heat_stacks of two exchanged',
]);

/** With `npm test` those that differ most from each other; of these, those with a text in their name. */
export function chosenIncidents(): Incident[] {
  const whole = process.env['ESI_STATE_PASTE'] === 'all';
  const wanted = process.env['ESI_STATE_INCIDENT'] ?? '';
  return ALL.filter(({ name }) => (whole || !SELDOM.has(name)) && name.includes(wanted));
}
