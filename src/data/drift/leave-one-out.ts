import { totalVariation } from '../../stats/index.ts';

/** The sum of counts, cell by cell. */
export function poolCells(all: readonly (readonly number[])[], width: number): number[] {
  const pool = Array.from({ length: width }, () => 0);
  for (const cells of all) for (let i = 0; i < width; i++) pool[i]! += cells[i]!;
  return pool;
}

/**
 * How far each day lies from the other days of its phase together (total variation), none from a pool that it is part of.
 * Null for the only day of its phase.
 */
export function leaveOneOut(days: readonly (readonly number[])[], phases: readonly number[]): (number | null)[] {
  const width = days[0]?.length ?? 0;
  const pools = new Map(
    [...new Set(phases)].map((phase) => [
      phase,
      poolCells(
        days.filter((_, i) => phases[i] === phase),
        width,
      ),
    ]),
  );
  return days.map((cells, i) => {
    const others = pools.get(phases[i]!)!.map((count, cell) => count - cells[cell]!);
    return others.some((count) => count > 0) ? totalVariation(cells, others) : null;
  });
}
