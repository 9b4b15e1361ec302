import { type Canvas, labelled, safe } from '../../../drawing/frame.ts';
import { isHeld } from '../../../judge/finding.ts';
import type { Judged } from '../../../judging/results.ts';
import type { Resource } from '../../../stages/resource.ts';

/** Jobs with their keys, those that nobody holds included, and what `/config` wants. */
export function flightView(canvas: Canvas, judged: Judged, resource: Resource, full: boolean): string[] {
  const { paint } = canvas;
  const colours = judged.evidence.length > 0 ? { label: paint.flight } : { label: paint.quiet };
  const jobs = jobTexts(judged).flatMap((text, i) =>
    labelled(canvas, i === 0 ? 'jobs' : '', safe(canvas, text), colours),
  );
  const keys = jobKeys(judged, full).flatMap((key) =>
    labelled(canvas, '', safe(canvas, key), { text: paint.quiet }),
  );
  const config = labelled(canvas, 'config', safe(canvas, configText(resource)), { label: paint.quiet });
  return [...jobs, ...keys, ...config];
}

/** Of a broken one also that nobody is at work on it: that is what makes it so. */
function jobTexts({ evidence, verdict, snapshot }: Judged): string[] {
  const told = evidence.map(({ text }) => text);
  if (told.length === 0) return [verdict === 'broken' ? noneAtWork(snapshot) : 'none'];
  return verdict === 'broken' && !evidence.some(isHeld) ? [noneAtWork(snapshot), ...told] : told;
}

function noneAtWork({ jobsBefore }: Judged['snapshot']): string {
  return jobsBefore === undefined ? 'none at work' : 'none at work at two looks';
}

/** A key that nobody holds any more may have to be named to the repair, so it is shown whole. */
function jobKeys({ evidence, snapshot }: Judged, full: boolean): string[] {
  if (!full && evidence.every((one) => isHeld(one) || one.kind === 'config')) return [];
  return snapshot.jobs.map(({ key, modRevision }) => `${key}  rev ${modRevision}`);
}

function configText({ config, snapshot, state }: Resource): string {
  if (snapshot.config === undefined)
    return snapshot.configEmpty ? 'none, as for every resource here' : 'none';
  const rev = `rev ${snapshot.config.modRevision}`;
  if (config?.version === undefined) return `unreadable version, ${rev}`;
  const marked = config.markedForDeletion ? ', marked for deletion' : '';
  return `version ${config.version}${beside(config.version, state?.version)}, ${rev}${marked}`;
}

function beside(wanted: bigint, reached: bigint | undefined): string {
  if (reached === undefined) return '';
  if (wanted === reached) return ', as state has';
  return wanted > reached ? `, ahead of state's ${reached}` : `, behind state's ${reached}`;
}
