import { type Countable, createCounter } from '../../data/index.ts';
import type { LoadedRelease } from '../../release/index.ts';
import { answerValue, type Unit } from '../../serve/index.ts';
import { answerColumns } from '../../train/index.ts';
import type { CountedReference, WindowCounts } from '../verdict/judge-columns.ts';

/** Counts units that one release answered, in the bins of its reference, or of one of its segments, as serving counts them. */
export function countUnits(
  { reference, featureNames }: { readonly reference: CountedReference; readonly featureNames: LoadedRelease['featureNames'] },
  units: readonly Unit[],
): WindowCounts {
  const answers = answerColumns(reference);
  const inputs = createCounter(reference.inputs);
  const features = createCounter(reference.features);
  const score = createCounter({ rows: reference.score.rows, columns: answers });
  const names = reference.inputs.columns.map((column) => column.name);
  const featureAt = reference.features.columns.map((column) => featureNames.indexOf(column.name));
  for (const unit of units) {
    inputs.add(names.map((name) => unit.inputs[name] as Countable));
    if (unit.features !== null) features.add(featureAt.map((at) => unit.features![at]));
    if (unit.score !== null) score.add(answers.map(({ name }) => answerValue(unit, name)));
  }
  return { inputs: inputs.counts(), features: features.counts(), score: score.counts() };
}
