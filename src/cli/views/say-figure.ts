import type { EvaluatedTable } from '../../platform/index.ts';
import { formatNumber } from '../terminal.ts';

type Figure = EvaluatedTable['segments'][number]['metrics'][number];

/** A metric with its 95 % interval: `0.712 [0.698, 0.726]`. */
export function sayFigure(figure: Figure | undefined): string {
  if (figure === undefined || figure.value === null) return '–';
  const interval = figure.interval === null ? '' : ` [${figure.interval.map((bound) => formatNumber(bound)).join(', ')}]`;
  return `${formatNumber(figure.value)}${interval}`;
}
