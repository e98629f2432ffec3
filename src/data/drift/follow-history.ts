import { angleOfShare } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { columnCells } from './column-cells.ts';
import { compareCells } from './compare-cells.ts';
import { findSeason, pointOf } from './find-season.ts';
import { traceBatch } from './judge-batch.ts';
import { leaveOneOut, poolCells } from './leave-one-out.ts';
import type { Trace } from './trace.ts';
import type { SameSize } from './same-size.ts';
import { phaseName, phaseOf } from './season.ts';
import type { Yardstick } from './yardstick.ts';

/** One test of the batch and what it said of earlier ones, on a scale on which shares and distances scatter alike. */
export interface Series {
  readonly trace: Trace;
  readonly past: readonly number[];
  readonly next: number;
  /** The phase of each earlier batch, and of the next; undefined without a season. */
  readonly phases?: { readonly of: readonly number[]; readonly next: number; readonly name: string };
}

/** With fewer earlier batches the tests decide alone: of two, Student's limit is 30 times their difference at 1 %, and far more after correction. */
export const ENOUGH_BATCHES = 3;

/** A batch as it came and earlier ones, of as many rows each. */
export interface Followed {
  readonly batch: Batch;
  readonly same: SameSize;
  /** The tests of the batch as it came. */
  readonly traces: readonly Trace[];
  /** The local day of each of `same.past`, and of the batch; null where they are not of single days. */
  readonly days: readonly number[] | null;
}

/** Every test of the batch beside the same test of each earlier one. */
export function followBatch(reference: Yardstick, followed: Followed): Series[] {
  const { batch, same, traces, days } = followed;
  const next = same.batch === batch ? traces : traceBatch(reference, same.batch);
  const earlier = same.past.map((one) => traceBatch(reference, one));
  return traces.map((trace, i) =>
    trace.kind === 'drift' ? followDistribution(reference, trace, followed) : followTrace(trace, { next: next[i]!, past: earlier.map((one) => one[i]!), days }),
  );
}

/** A test of the batch beside the same test of the batch at the number of rows of the earlier ones, and of these. */
export function followTrace(trace: Trace, { next, past, days }: { readonly next: Trace; readonly past: readonly Trace[]; readonly days: Followed['days'] }): Series {
  const scores = past.map(scoreOf);
  const phases = phasesOf(
    days,
    scores.map((score) => [score]),
  );
  return { trace, past: scores, next: scoreOf(next), ...(phases && { phases }) };
}

const scoreOf = ({ effect, usual }: Trace): number => angleOfShare(effect) - angleOfShare(usual);

function followDistribution(reference: Yardstick, trace: Trace, { batch, same, days }: Followed): Series {
  const at = reference.columns.findIndex((column) => column.name === trace.column);
  const cellsOf = (of: Batch): number[] => columnCells(reference.columns[at]!, of.columns[at]!);
  return followCells(trace, { here: cellsOf(batch), same: cellsOf(same.batch), past: same.past.map(cellsOf), days });
}

/** Counts of a batch as it came, at the number of rows of the earlier ones, and of these. */
export interface FollowedCells {
  readonly here: readonly number[];
  readonly same: readonly number[];
  readonly past: readonly (readonly number[])[];
  readonly days: Followed['days'];
}

/** A distribution beside those of the earlier batches of the same phase together, and the distance of each of those from its own. */
export function followCells(trace: Trace, { here, same, past, days }: FollowedCells): Series {
  const phases = phasesOf(days, past.map(pointOf));
  const of = phases?.of ?? past.map(() => 0);
  const pool = poolCells(
    past.filter((_, i) => of[i] === (phases?.next ?? 0)),
    past[0]!.length,
  );
  const distances = leaveOneOut(past, of).map((distance) => distance ?? 0);
  const { distance, p } = compareCells(here, pool);
  // What is a distance of its phase already is compared with all distances.
  return {
    trace: { ...trace, effect: distance, p },
    past: distances.map(angleOfShare),
    next: angleOfShare(compareCells(same, pool).distance),
    ...(phases && { phases: { name: phases.name, of: distances.map(() => 0), next: 0 } }),
  };
}

/** The phases of earlier batches and of the one after them, where days of the week differ. */
function phasesOf(days: readonly number[] | null, points: readonly ArrayLike<number>[]): NonNullable<Series['phases']> | undefined {
  const season = days && findSeason(points.map((point, i) => ({ day: days[i]!, point })));
  if (!season || !days) return undefined;
  const next = phaseOf(season, days.at(-1)!);
  return { of: points.map((_, i) => phaseOf(season, days[i]!)), next, name: phaseName(season, next) };
}
