import { continuousChance } from '../../stats/index.ts';
import { binsOf, type Shifts } from './fit-shifts.ts';
import { countBelow } from './fit-numbers.ts';
import { rowsWhere, type Trace } from './trace.ts';
import type { Places } from './place-values.ts';
import { largestExcess, LEVELS, moreSurprising, spokenFor, SURE } from './surprise.ts';

/** More rows whose instants are so far from each other as if one of them were of another time zone: the sum of the log-likelihood ratios of the one shift for which most speaks. */
export function judgeShifts(shifts: Shifts, values: Float64Array, places: Places): Pick<Trace, 'effect' | 'usual' | 'p' | 'chance' | 'rows' | 'pattern'> {
  // Each shift is another test, with its own part of the chance of a false alarm.
  const [most, second] = shifts.ways
    .map((way) => {
      const here = new Float64Array(LEVELS);
      const bins = binsOf(places, way.cuts, shifts.rows);
      bins.forEach((bin, i) => {
        if (bin >= 0) here[way.steps[bin]!]! += places.ends[i]! - (places.ends[i - 1] ?? 0);
      });
      return { way, bins, here, said: spokenFor(here) + Math.log(way.weight) };
    })
    .sort((a, b) => b.said - a.said);
  const { way, bins, here, said } = most!;
  const { from, effect, usual } = largestExcess(here, way.levels);
  const isSuspicious = (value: number): boolean => {
    const bin = bins[countBelow(places.values, value, 'less')]!;
    return bin >= 0 && way.steps[bin]! >= from;
  };
  return {
    effect,
    usual,
    p: Math.min(1, moreSurprising(here, way.levels) / way.weight),
    chance: continuousChance,
    pattern: said - Math.max(0, second?.said ?? 0) >= SURE ? { hours: way.hours } : null,
    rows: () => rowsWhere(values.length, (row) => !Number.isNaN(values[row]!) && isSuspicious(values[row]!)),
  };
}
