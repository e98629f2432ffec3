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
export function renderTable(rows: readonly BenchRow[]): string {
  const cells = [[...HEADS], ...rows.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 1 || column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => `${'-'.repeat(width + 1)}${column === 1 || column === 3 ? ':' : '-'}`).join('|')}|`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}
