import type { EvaluatedTable } from '../../platform/index.ts';
import { formatCount, formatNumber } from '../terminal.ts';

type Figure = EvaluatedTable['segments'][number]['metrics'][number];

/** From this size on decimals say nothing. */
const LARGE = 1_000;

/** A metric with its 95 % interval: `0.712 [0.698, 0.726]`, `12,346 [11,901, 12,790]`. */
export function sayFigure(figure: Figure | undefined): string {
  if (figure === undefined || figure.value === null) return '–';
  const isLarge = Math.abs(figure.value) >= LARGE;
  const say = (value: number | null): string => (isLarge && value !== null ? formatCount(value) : formatNumber(value));
  const interval = figure.interval === null ? '' : ` [${figure.interval.map(say).join(', ')}]`;
  return `${say(figure.value)}${interval}`;
}
