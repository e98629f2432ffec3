import { setImmediate } from 'node:timers/promises';
import type { ColumnKind } from '../../data/index.ts';
import type { Digest, Interval } from '../../kernel/index.ts';
import type { LoadedRelease } from '../../release/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { SkewReport, SkewSource } from './skew.ts';
import { createSkewCounter, type SkewCounter, type SkewTolerance, type SkewValue, worstFirst } from './skew-counter.ts';

/** Units between two turns of others: a millisecond or two. */
const A_TURN = 200;

/** What a release brings to making features again. */
export type Remaker = Pick<LoadedRelease, 'featureNames' | 'inputColumns' | 'reference' | 'featuresOf'>;

/** What to compare. */
export interface SkewCase {
  readonly interval: Interval;
  readonly units: readonly Unit[];
  /** The releases of the units. */
  readonly releases: ReadonlyMap<Digest, Remaker>;
  /** The raw row of a unit in the dataset, undefined when it has none; without it the logged inputs are taken. */
  readonly rowOf?: (unit: Unit) => Readonly<Record<string, SkewValue>> | undefined;
  readonly tolerance?: SkewTolerance;
}

/**
 * Makes the features of served predictions again, by the code of the release that served each, and compares them value by value, by prediction id: over the inputs as they were logged, which must
 * give what was logged; or over the dataset's rows with the same key, where inputs are compared as well, so that the cause stands beside its consequence. Pure but for the feature code.
 * Lets others have their turn as it goes: one process may serve beside it. Throws RELEASE_FEATURES_FAILED.
 */
export async function measureSkew({ interval, units, releases, rowOf, tolerance }: SkewCase): Promise<SkewReport> {
  const counters = new Map<string, SkewCounter>();
  const counterOf = (group: 'input' | 'feature', column: string, release: Remaker): SkewCounter => {
    const key = `${group} ${column}`;
    let counter = counters.get(key);
    if (!counter) {
      const profiles = group === 'input' ? release.reference.inputs.columns : release.reference.features.columns;
      counter = createSkewCounter({ column, group, sd: profiles.find((profile) => profile.name === column)?.sd ?? 0 }, tolerance);
      counters.set(key, counter);
    }
    return counter;
  };
  const against: SkewSource = rowOf ? 'data' : 'code';
  let unmatched = 0;
  for (const [at, unit] of units.entries()) {
    if (at % A_TURN === A_TURN - 1) await setImmediate();
    const release = releases.get(unit.release);
    const row = rowOf ? rowOf(unit) : (unit.inputs as Readonly<Record<string, SkewValue>>);
    if (release === undefined || row === undefined || unit.features === null) {
      unmatched++;
      continue;
    }
    const inputs = Object.fromEntries(Object.entries(release.inputColumns).map(([name, { kind }]) => [name, toInput(kind, row[name] ?? null)]));
    const made = release.featuresOf(inputs);
    if (rowOf) for (const [name, value] of Object.entries(inputs)) counterOf('input', name, release).add(unit.predictionId, (unit.inputs[name] ?? null) as SkewValue, value);
    if (made === null) unmatched++;
    else release.featureNames.forEach((name, i) => counterOf('feature', name, release).add(unit.predictionId, unit.features![i] ?? null, made[i]!));
  }
  return { interval, against, predictions: units.length, unmatched, columns: [...counters.values()].map((counter) => counter.result()).sort(worstFirst) };
}

/** A value as requests carry it: tables hold NaN for a missing number, and truths as 0 and 1. */
function toInput(kind: ColumnKind, value: SkewValue): SkewValue {
  if (value === null || Number.isNaN(value)) return null;
  return kind === 'boolean' && typeof value === 'number' ? value === 1 : value;
}
