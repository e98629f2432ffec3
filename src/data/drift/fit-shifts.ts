import { HOUR } from '../../kernel/index.ts';
import { type Places, placeValues } from './place-values.ts';
import { levelOf, LEVELS } from './surprise.ts';

/** What the time between two instants would be if one of them were of another time zone in some rows. */
export interface Shifts {
  /** Values of the reference. */
  readonly rows: number;
  readonly ways: readonly Shift[];
}

/** One shift, and how many times likelier it makes each bin. */
export interface Shift {
  /** By so much the later instant is later. */
  readonly hours: number;
  /** Its part of the chance of a false alarm. */
  readonly weight: number;
  /** Of each bin how many of the reference's values lie below it; ascending. */
  readonly cuts: Int32Array;
  /** The level of surprise of each bin. */
  readonly steps: Uint8Array;
  /** Rows of the reference on each level of surprise, each row judged by all others. */
  readonly levels: Float64Array;
}

/** Hours between any two zones that are tried; half of all that is to be feared is one hour: daylight saving. */
const FARTHEST = 12;
const weightOf = (hours: number): number => (Math.abs(hours) === 1 ? 1 / 4 : 1 / (4 * (FARTHEST - 1)));
/** As they are, values are cut into so many parts of this many rows at least, and as they would be into as many again: what is a heap there may be a gap here. With fewer parts nothing is told. */
const PARTS = 240;
const ROWS = 40;
const LEAST_PARTS = 16;
/** Neighbours whose chi-square is less are one bin: it must be so large that the rows which cut the bins can judge by them. */
const DIFFERENT = 20;
/** A shift is looked for that leaves so much of the time within the reference's range (that it does not, other tests tell), and changes its picture by so much (total variation). */
const WITHIN = 0.5;
const TELLING = 0.02;

/** Learns how the time between two instants would lie; of ascending values. Null where rows are few, or no shift would show. */
export function fitShifts(sorted: Float64Array): Shifts | null {
  const rows = sorted.length;
  const parts = Math.min(PARTS, Math.floor(rows / ROWS));
  if (parts < LEAST_PARTS) return null;
  const here = placeValues(sorted, sorted);
  const ways = Array.from({ length: FARTHEST }, (_, i) => i + 1)
    .flatMap((hours) => [hours, -hours])
    .flatMap((hours) => {
      const there = placeValues(
        sorted.map((value) => value + hours * HOUR),
        sorted,
      );
      const { cuts, usual, shifted } = joinBins(Int32Array.from(new Set([...cutsOf(here, parts), ...cutsOf(there, parts)])).sort(), { here, there });
      const within = shifted.reduce((a, b) => a + b, 0);
      const distance = usual.reduce((sum, count, bin) => sum + Math.abs(count / rows - shifted[bin]! / within), 0) / 2;
      if (within < WITHIN * rows || distance < TELLING) return [];
      // Shares of all that is shifted: that nothing lies beyond the range speaks against a shift that would leave it.
      const levelAt = (bin: number, less: 0 | 1): number => levelOf((shifted[bin]! + 1) / (Math.max(0, usual[bin]! - less) + 1));
      const levels = new Float64Array(LEVELS);
      usual.forEach((count, bin) => (levels[levelAt(bin, 1)]! += count));
      return [{ hours, weight: weightOf(hours), cuts, steps: Uint8Array.from(usual, (_, bin) => levelAt(bin, 0)), levels }];
    });
  return ways.length === 0 ? null : { rows, ways };
}

/** How many of the reference's values lie below each of so many equal parts of a sample. */
function cutsOf({ ends, less }: Places, parts: number): number[] {
  const rows = ends.at(-1)!;
  let place = 0;
  return Array.from({ length: parts }, (_, part) => {
    while (ends[place]! <= (part * rows) / parts) place++;
    return less[place]!;
  });
}

/** The bin of each value, which are ascending; -1 beyond all of the reference's `rows`. */
export function binsOf({ less, upTo }: Pick<Places, 'less' | 'upTo'>, cuts: Int32Array, rows: number): Int32Array {
  let bin = 0;
  return less.map((below, i) => {
    while (bin + 1 < cuts.length && cuts[bin + 1]! <= below) bin++;
    return upTo[i] === 0 || below >= rows ? -1 : bin;
  });
}

interface Bins {
  readonly cuts: Int32Array;
  readonly usual: Float64Array;
  readonly shifted: Float64Array;
}

/** Joins neighbours that do not differ, the likest first (ChiMerge, Kerber 1992): few bins are counted exactly, and stay fine where the picture changes. */
function joinBins(fine: Int32Array, { here, there }: { readonly here: Places; readonly there: Places }): Bins {
  const rows = here.ends.at(-1)!;
  const [usual, shifted] = [here, there].map((places) => Array.from(countBins(places, fine, rows))) as [number[], number[]];
  const cuts = Array.from(fine);
  const differenceAt = (bin: number): number => chiSquare([usual[bin]!, usual[bin + 1]!], [shifted[bin]!, shifted[bin + 1]!]);
  const differences = cuts.slice(1).map((_, bin) => differenceAt(bin));
  for (;;) {
    let likest = 0;
    differences.forEach((difference, bin) => {
      if (difference < differences[likest]!) likest = bin;
    });
    if (!(differences[likest]! < DIFFERENT)) return { cuts: Int32Array.from(cuts), usual: Float64Array.from(usual), shifted: Float64Array.from(shifted) };
    for (const counts of [usual, shifted]) counts.splice(likest, 2, counts[likest]! + counts[likest + 1]!);
    cuts.splice(likest + 1, 1);
    differences.splice(likest, 1);
    for (const bin of [likest - 1, likest]) if (bin in differences) differences[bin] = differenceAt(bin);
  }
}

/** Pearson's chi-square of two pairs of counts; 0 where one of them says nothing. */
function chiSquare([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d);
  return margins === 0 ? 0 : ((a * d - b * c) ** 2 * (a + b + c + d)) / margins;
}

function countBins(places: Places, cuts: Int32Array, rows: number): Float64Array {
  const counts = new Float64Array(cuts.length);
  binsOf(places, cuts, rows).forEach((bin, i) => {
    if (bin >= 0) counts[bin]! += places.ends[i]! - (places.ends[i - 1] ?? 0);
  });
  return counts;
}
