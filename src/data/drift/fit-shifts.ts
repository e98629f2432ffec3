import { HOUR } from '../../kernel/index.ts';
import { placeValues } from './place-values.ts';
import { levelOf, LEVELS } from './surprise.ts';

/** What the time between two instants would be if one of them were of another time zone in some rows. */
export interface Shifts {
  /** Values of the reference, and bins of equally many of them. */
  readonly rows: number;
  readonly bins: number;
  readonly ways: readonly Shift[];
}

/** One shift, and how many times likelier it makes each bin. */
export interface Shift {
  /** By so much the later instant is later. */
  readonly hours: number;
  /** Its part of the chance of a false alarm. */
  readonly weight: number;
  /** The step of surprise of each bin. */
  readonly steps: Uint8Array;
  /** Rows of the reference on each step, each row judged by all others. */
  readonly levels: Float64Array;
}

/** Hours between any two zones that are tried; half of all that is to be feared is one hour: daylight saving. */
const FARTHEST = 12;
const weightOf = (hours: number): number => (Math.abs(hours) === 1 ? 1 / 4 : 1 / (4 * (FARTHEST - 1)));
/** Bins, each of so many rows at least; with fewer bins nothing is told. */
const BINS = 96;
const ROWS = 40;
const LEAST_BINS = 16;
/** A shift is looked for that leaves so much of the time within the reference's range (that it does not, other tests tell), and changes its picture by so much (total variation). */
const WITHIN = 0.5;
const TELLING = 0.02;

/** Learns how the time between two instants would lie; of ascending values. Null where rows are few, or no shift would show. */
export function fitShifts(sorted: Float64Array): Shifts | null {
  const rows = sorted.length;
  const bins = Math.min(BINS, Math.floor(rows / ROWS));
  if (bins < LEAST_BINS) return null;
  const usual = countBins(sorted, sorted, bins);
  const ways = Array.from({ length: FARTHEST }, (_, i) => i + 1)
    .flatMap((hours) => [hours, -hours])
    .flatMap((hours) => {
      const shifted = countBins(
        sorted.map((value) => value + hours * HOUR),
        sorted,
        bins,
      );
      const within = shifted.reduce((a, b) => a + b, 0);
      const part = within / rows;
      const distance = usual.reduce((sum, count, bin) => sum + Math.abs(count - shifted[bin]! / part), 0) / (2 * rows);
      if (part < WITHIN || distance < TELLING) return [];
      const stepOf = (bin: number, less: 0 | 1): number => levelOf((shifted[bin]! / part + 1) / (Math.max(0, usual[bin]! - less) + 1));
      const levels = new Float64Array(LEVELS);
      usual.forEach((count, bin) => (levels[stepOf(bin, 1)]! += count));
      return [{ hours, weight: weightOf(hours), steps: Uint8Array.from(usual, (_, bin) => stepOf(bin, 0)), levels }];
    });
  return ways.length === 0 ? null : { rows, bins, ways };
}

/** The bin of a value by how many of the reference's are less, and at most so large; -1 beyond them. */
export const binOf = ({ rows, bins }: Omit<Shifts, 'ways'>, less: number, upTo: number): number => (upTo === 0 || less >= rows ? -1 : Math.floor((less * bins) / rows));

function countBins(values: Float64Array, sorted: Float64Array, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  const { ends, less, upTo } = placeValues(values, sorted);
  ends.forEach((end, i) => {
    const bin = binOf({ rows: sorted.length, bins }, less[i]!, upTo[i]!);
    if (bin >= 0) counts[bin]! += end - (ends[i - 1] ?? 0);
  });
  return counts;
}
