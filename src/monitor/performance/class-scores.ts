import type { Unit } from '../../serve/index.ts';

type Probabilities = NonNullable<Unit['probabilities']>;

/** Probabilities row by row in the order of these classes; 0 for one that a release does not know. */
export const classScores = (rows: readonly (Probabilities | null | undefined)[], names: readonly string[]): Float64Array =>
  Float64Array.from(rows.flatMap((row) => names.map((name) => (row && Object.hasOwn(row, name) ? row[name]! : 0))));

/** Those of units. */
export const scoresOfUnits = (units: readonly Pick<Unit, 'probabilities'>[], names: readonly string[]): Float64Array =>
  classScores(
    units.map((unit) => unit.probabilities),
    names,
  );
