import type { Run } from '../../platform/index.ts';
import { aboutMetric, qualityOf } from '../../sdk/index.ts';
import { formatNumber } from '../terminal.ts';

/** The metric that the scope asks for, beside the simple rule's: `AUC 0.712 (baseline 0.650)`. */
export function sayQuality(evaluation: NonNullable<Run['evaluation']>): string {
  const { metric, value, baseline } = qualityOf(evaluation);
  return `${aboutMetric(metric).title} ${formatNumber(value)} (baseline ${formatNumber(baseline)})`;
}
