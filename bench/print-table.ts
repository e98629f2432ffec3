import type { BenchRow } from './bench.ts';

const HEADS = ['name', 'ours', 'floor or peer', 'ratio', 'promise'] as const;

/** Three figures that mean something, never `0.00`. */
export const figure = (value: number): string => {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(Math.min(digits, 4));
};

const cellsOf = (row: BenchRow): string[] => [
  row.name,
  `${figure(row.ours)} ${row.unit}`,
  row.floor === null ? '' : `${figure(row.floor.value)} (${row.floor.name})`,
  row.ratio === null ? '' : `${row.ratio.toFixed(2)}×`,
  row.promise === null ? '' : `${row.promise.holds ? '✓' : '✗'} ${row.promise.text}`,
];

/** The rows as a table for a terminal; also valid Markdown. */
export const renderTable = (rows: readonly BenchRow[]): string => renderCells(HEADS, rows.map(cellsOf), { left: [0, 2, 4] });

/** Cells as a table for a terminal; also valid Markdown. All columns but the first hold figures, unless others are named. */
export function renderCells(heads: readonly string[], rows: readonly (readonly string[])[], { left = [0] }: { readonly left?: readonly number[] } = {}): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (left.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${left.includes(column) ? '-' : ':'}`).join('|')}|`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}
