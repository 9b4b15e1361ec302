import { type Canvas, labelled, safe } from '../../../drawing/frame.ts';
import type { Evidence } from '../../../judge/finding.ts';
import type { Judged } from '../../../judging/results.ts';
import type { Resource } from '../../../stages/resource.ts';

/** What is in flight: jobs with their keys, and what `/config` wants. */
export function flightView(canvas: Canvas, judged: Judged, resource: Resource, full: boolean): string[] {
  const { paint } = canvas;
  const colours = judged.evidence.length > 0 ? { label: paint.flight } : { label: paint.quiet };
  const told = judged.evidence.map(({ text }) => text);
  const jobs = (told.length === 0 ? ['none'] : told).flatMap((text, i) =>
    labelled(canvas, i === 0 ? 'in flight' : '', safe(canvas, text), colours),
  );
  const keys = jobKeys(judged, full).flatMap((key) =>
    labelled(canvas, '', safe(canvas, key), { text: paint.quiet }),
  );
  const config = labelled(canvas, 'config', safe(canvas, configText(resource)), { label: paint.quiet });
  return [...jobs, ...keys, ...config];
}

/** A key that nobody holds any more may have to be named to the repair, so it is shown whole. */
function jobKeys({ evidence, snapshot }: Judged, full: boolean): string[] {
  const left = (phase: Evidence['phase']) => phase === 'unheld' || phase === 'finishing';
  if (!full && !evidence.some(({ phase }) => left(phase))) return [];
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
