import type { Overview, QualityDay, QualityOverview } from '../../src/sdk/overview.ts';
import { formatFixed, formatSigned } from './format-number.ts';

/** What the quality chart can show. */
export const QUALITY_MEASURES = ['auc', 'cost', 'gap'] as const;
export type QualityMeasure = (typeof QUALITY_MEASURES)[number];

export interface MeasureTexts {
  readonly short: string;
  readonly long: string;
  readonly value: (quality: QualityOverview) => number | null;
  readonly format: (value: number | null) => string;
  readonly better: 'higher' | 'lower' | 'nearer to 0';
}

export const MEASURES: Readonly<Record<QualityMeasure, MeasureTexts>> = {
  auc: { short: 'AUC', long: 'AUC, higher is better', value: (quality) => quality.auc, format: formatFixed, better: 'higher' },
  cost: { short: 'Cost per unit', long: 'Cost per unit, lower is better', value: (quality) => quality.cost, format: formatFixed, better: 'lower' },
  gap: { short: 'Calibration gap', long: 'Mean score minus positive rate, best at 0', value: (quality) => quality.calibrationGap, format: formatSigned, better: 'nearer to 0' },
};

const counts = (day: QualityDay): boolean => !day.quarantined && !day.provisional;

/** Mean over the units of the days that count among `days`; null when there are none. */
export function meanOver(days: readonly QualityDay[], side: 'champion' | 'baseline', measure: QualityMeasure): number | null {
  let sum = 0;
  let units = 0;
  for (const day of days) {
    const quality = counts(day) ? day[side] : null;
    const value = quality ? MEASURES[measure].value(quality) : null;
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
