import { aboutMetric } from '../../scope/index.ts';
import { type Evaluation, qualityOf } from '../../train/index.ts';
import type { Harm } from '../finding.ts';

/**
 * What a change in a raw column is expected to cost: the release's evaluation says what is lost when the column's values are shuffled, that is, when it says nothing;
 * a change of a share of the rows costs that share of it (linear: an estimate before any label has come). Null when the evaluation does not know the column.
 * @param changed the share of the `units` rows that the change concerns, 0..1
 */
export function estimateHarm(evaluation: Evaluation | undefined, column: string, { changed, units }: { changed: number; units: number }): Harm | null {
  if (evaluation === undefined) return null;
  const { metric, value, harm } = qualityOf(evaluation);
  const known = harm.find((one) => one.column === column);
  if (known === undefined) return null;
  const share = Math.min(1, Math.max(0, changed));
  const costPerUnit = Math.max(0, (known.cost - evaluation.cost) * share);
  return { metric: aboutMetric(metric).title, quality: value - (value - known.quality) * share, reference: value, costPerUnit, cost: costPerUnit * units };
}
