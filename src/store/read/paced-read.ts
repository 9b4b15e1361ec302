import { DEFAULT_PACE, newPace, type Pace } from '../scan/pace.ts';
import type { RangeRequest, ReadResult, Source } from '../source.ts';

/** Carries out a read when its turn has come. */
export type PacedRead = (ranges: readonly RangeRequest[]) => Promise<ReadResult>;

/** The source's reads, no more at once and no faster than the pace allows. */
export function pacedRead(source: Source, pace: Pace = newPace(DEFAULT_PACE)): PacedRead {
  return (ranges) =>
    pace.paced(async () => {
      const result = await source.read(ranges);
      return { result, bytes: result.ranges.reduce((sum, { bytes }) => sum + bytes, 0) };
    });
}
