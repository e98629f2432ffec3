import type { MetricBrief, Overview, QualityDay, QualityOverview } from '../../src/sdk/overview.ts';
import { formatFigure, formatFixed, formatSignedFigure } from './format-number.ts';

/** What the quality chart can show. */
export const QUALITY_MEASURES = ['quality', 'cost', 'gap'] as const;
export type QualityMeasure = (typeof QUALITY_MEASURES)[number];

export interface MeasureTexts {
  readonly short: string;
  readonly long: string;
  readonly value: (quality: QualityOverview) => number | null;
  readonly format: (value: number | null) => string;
  readonly better: 'higher' | 'lower' | 'nearer to 0';
}

const VALUES: Readonly<Record<QualityMeasure, (quality: QualityOverview) => number | null>> = {
  quality: (quality) => quality.value,
  cost: (quality) => quality.cost,
  gap: (quality) => quality.calibrationGap,
};

/** The metric's name with its unit: `RMSE (min)`. */
export const titleOf = ({ title, unit }: MetricBrief): string => (unit === '' ? title : `${title} (${unit})`);

function gapOf({ name }: MetricBrief): readonly [short: string, long: string] {
  switch (name) {
    case 'auc':
      return ['Calibration gap', 'Mean score minus positive rate, best at 0'];
    case 'rmse':
    case 'mae':
      return ['Mean error', 'Mean answer minus mean outcome, best at 0'];
    default:
      return ['Calibration gap', 'Mean probability of the predicted class minus the share of right ones, best at 0'];
  }
}

/** What the measures are called where this is asked for. */
export function measuresOf(metric: MetricBrief): Readonly<Record<QualityMeasure, MeasureTexts>> {
  const title = titleOf(metric);
  const gap = gapOf(metric);
  return {
    quality: { short: title, long: `${title}, ${metric.better} is better`, value: VALUES.quality, format: formatFigure, better: metric.better },
    cost: { short: 'Cost per unit', long: 'Cost per unit, lower is better', value: VALUES.cost, format: formatFixed, better: 'lower' },
    gap: { short: gap[0], long: gap[1], value: VALUES.gap, format: formatSignedFigure, better: 'nearer to 0' },
  };
}

const counts = (day: QualityDay): boolean => !day.quarantined && !day.provisional;

/** Mean over the units of the days that count among `days`; null when there are none. */
export function meanOver(days: readonly QualityDay[], side: 'champion' | 'baseline', measure: QualityMeasure): number | null {
  let sum = 0;
  let units = 0;
  for (const day of days) {
    const quality = counts(day) ? day[side] : null;
    const value = quality ? VALUES[measure](quality) : null;
    if (!quality || value === null) continue;
    sum += value * quality.units;
    units += quality.units;
  }
  return units === 0 ? null : sum / units;
}

/** For every day the mean of the last `width` days, that one included; null where the day itself has no value, or too few came before. */
export function movingMean(days: readonly QualityDay[], side: 'champion' | 'baseline', options: { measure: QualityMeasure; width: number }): (number | null)[] {
  return days.map((day, index) =>
    day[side] && index >= Math.min(2, days.length - options.width) ? meanOver(days.slice(Math.max(0, index + 1 - options.width), index + 1), side, options.measure) : null,
  );
}

/** The last `count` days that count, oldest first. */
export const lastMatured = (quality: Overview['quality'], count: number): readonly QualityDay[] => quality.filter((day) => counts(day) && day.champion !== null).slice(-count);
