import type { SkewReport } from '../../platform/index.ts';
import { formatCount, type Terminal } from '../terminal.ts';

/** Columns by how many predictions differ, with examples of those that do. */
export function showSkew({ against, predictions, unmatched, columns }: SkewReport, { terminal }: { readonly terminal: Terminal }): void {
  const other = against === 'code' ? 'the feature code over the logged inputs' : 'the rows of the training dataset';
  terminal.line(`${formatCount(predictions)} predictions beside ${other}${unmatched === 0 ? '' : `; ${formatCount(unmatched)} without another side`}`);
  if (columns.length === 0) return terminal.line('there is nothing to compare');
  const share = (x: number): string => `${(100 * x).toPrecision(2)} %`;
  terminal.table(
    ['column', 'of', 'compared', 'differ', 'rate', 'largest', ''],
    columns.map((one) => [
      one.column,
      one.group,
      formatCount(one.compared),
      formatCount(one.mismatches),
      one.mismatches === 0 ? '0' : `${share(one.rate)} [${one.interval.map(share).join(', ')}]`,
      one.largest === null ? null : brief(one.largest),
      one.skewed ? terminal.style.bad('skewed') : '',
    ]),
  );
  for (const { column, examples } of columns)
    for (const { predictionId, served, offline } of examples)
      terminal.line(terminal.style.dim(`  ${column} of ${predictionId}: served ${say(served)}, made again ${say(offline)}`));
}

const say = (value: number | string | boolean | null): string => (value === null ? 'missing' : String(typeof value === 'number' ? brief(value) : value));

/** Features are kept in 32 bits: further digits are none. */
const brief = (value: number): number => Number(value.toPrecision(7));
