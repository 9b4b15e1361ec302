import { TooSlowError } from '../errors.ts';
import { DEFAULT_PACE, newPace, type Pace } from '../scan/pace.ts';
import type { RangeRequest, ReadResult, Source } from '../source.ts';

/** Carries out a read when its turn has come. */
export type PacedRead = (ranges: readonly RangeRequest[]) => Promise<ReadResult>;

/** The source's reads, no more at once and no faster than the pace allows; one that was too slow makes it ask for less. */
export function pacedRead(source: Pick<Source, 'read'>, pace: Pace = newPace(DEFAULT_PACE)): PacedRead {
  return (ranges) =>
    pace
      .paced(async () => {
        const result = await source.read(ranges);
        return { result, bytes: result.ranges.reduce((sum, { bytes }) => sum + bytes, 0) };
      })
      .catch((error: unknown) => {
        if (error instanceof TooSlowError) pace.shrinkBelow(ranges.length);
        throw error;
      });
}
