/** Times of revisions, in words, in the reader's time zone. */
import type { TimeBounds } from '../clock/notes.ts';
import type { Screen } from './screen.ts';

/** Seconds; between times further apart than this, the middle says nothing. */
const NEAR = 2 * 3600;

/** `about 02:14`, or `after …`, `before …`; empty where nothing is known. */
export function aboutWhen({ timeOf, now }: Screen, revision: number): string {
  const bounds = timeOf?.(revision);
  return bounds === undefined ? '' : shortTime(bounds, now ?? 0);
}

/** `712 (about 02:14, between 02:10 and 02:15)`; the revision alone where nothing more is known. */
export function revisionWhen(screen: Screen, revision: number): string {
  const bounds = screen.timeOf?.(revision);
  return bounds === undefined ? `${revision}` : `${revision} (${wholeTime(bounds, screen.now ?? 0)})`;
}

/** Its bounds in UTC, RFC 3339; null where nothing is known. */
export function timeJson(bounds: TimeBounds | undefined) {
  const text = (seconds: number | undefined) =>
    seconds === undefined ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
  return bounds === undefined ? null : { after: text(bounds.after), before: text(bounds.before) };
}

/** As short as it can be said. */
export function shortTime({ after, before }: TimeBounds, now: number): string {
  if (after === undefined) return before === undefined ? '' : `before ${timeText(before, now)}`;
  if (before === undefined || before - after > NEAR) return `after ${timeText(after, now)}`;
  return `about ${timeText((after + before) / 2, now)}`;
}

function wholeTime(bounds: TimeBounds, now: number): string {
  const { after, before } = bounds;
  if (after === undefined || before === undefined) return shortTime(bounds, now);
  const [from, to] = [timeText(after, now), timeText(before, now)];
  const between = `between ${from} and ${to}`;
  if (before - after > NEAR) return between;
  return from === to ? `about ${from}` : `${shortTime(bounds, now)}, ${between}`;
}

/** `02:14`; of another day `2026-11-27 02:14`. */
function timeText(seconds: number, now: number): string {
  const [date, today] = [new Date(seconds * 1000), new Date(now * 1000)];
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const day = dayText(date);
  return day === dayText(today) ? time : `${day} ${time}`;
}

function dayText(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
