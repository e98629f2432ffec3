import type { Point } from './metric.ts';

/** Points of one metric as columns: a few bytes a point, where a `Point` each would take a hundred. */
export interface PointColumns {
  readonly length: number;
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** How points follow each other: a history goes by time, a chart by step. */
export type PointOrder = 'by time' | 'by step';

export const makeColumns = (length: number): PointColumns => ({
  length,
  steps: new Float64Array(length),
  times: new Float64Array(length),
  values: new Float64Array(length),
});

/** Points as columns, in their order. */
export function columnsOf(points: readonly Point[]): PointColumns {
  const columns = makeColumns(points.length);
  points.forEach(({ step, at, value }, index) => {
    columns.steps[index] = step;
    columns.times[index] = at;
    columns.values[index] = value;
  });
  return columns;
}

export const pointAt = (columns: PointColumns, index: number): Point => ({ value: columns.values[index]!, at: columns.times[index]!, step: columns.steps[index]! });

/** All points of several columns, in order, equal ones once. Costs next to nothing where they are in order already, as they nearly always are. */
export function mergeColumns(parts: readonly PointColumns[], order: PointOrder): PointColumns {
  const all = parts.length === 1 ? parts[0]! : concatenate(parts);
  if (isStrictlyOrdered(all, order)) return all;
  const indexes = Uint32Array.from({ length: all.length }, (_, index) => index).sort((a, b) => compareAt(all, order, a, b));
  const kept = indexes.filter((index, position) => position === 0 || compareAt(all, order, indexes[position - 1]!, index) !== 0);
  return pick(all, kept);
}

/** The points at these indexes, in their order. */
export function pick(columns: PointColumns, indexes: ArrayLike<number>): PointColumns {
  const picked = makeColumns(indexes.length);
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i]!;
    picked.steps[i] = columns.steps[index]!;
    picked.times[i] = columns.times[index]!;
    picked.values[i] = columns.values[index]!;
  }
  return picked;
}

function concatenate(parts: readonly PointColumns[]): PointColumns {
  const all = makeColumns(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.steps.set(part.steps, at);
    all.times.set(part.times, at);
    all.values.set(part.values, at);
    at += part.length;
  }
  return all;
}

function isStrictlyOrdered(columns: PointColumns, order: PointOrder): boolean {
  const { steps, times } = columns;
  const first = order === 'by time' ? times : steps;
  const second = order === 'by time' ? steps : times;
  for (let i = 1; i < columns.length; i++) {
    if (first[i]! > first[i - 1]! || (first[i]! === first[i - 1]! && second[i]! > second[i - 1]!)) continue;
    if (compareAt(columns, order, i - 1, i) >= 0) return false;
  }
  return true;
}

/** Time, step, value, or step, time, value. NaN is placed as 0, where MLflow keeps it, just after it. */
function compareAt(columns: PointColumns, order: PointOrder, a: number, b: number): number {
  const { steps, times, values } = columns;
  const byStep = steps[a]! - steps[b]!;
  const byTime = times[a]! - times[b]!;
  const byPlace = order === 'by time' ? byTime || byStep : byStep || byTime;
  if (byPlace !== 0) return byPlace;
  const x = values[a]!;
  const y = values[b]!;
  const nanX = Number.isNaN(x) ? 1 : 0;
  const nanY = Number.isNaN(y) ? 1 : 0;
  const left = nanX === 1 ? 0 : x;
  const right = nanY === 1 ? 0 : y;
  return left < right ? -1 : left > right ? 1 : nanX - nanY;
}
