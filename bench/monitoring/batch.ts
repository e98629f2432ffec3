import { figure } from '../print-table.ts';
import { startHelper } from '../processes.ts';
import type { BatchFigures, BatchWork } from './measure-batch.ts';
import { measureEvidently } from './peers.ts';
import type { Effort, Figures, Line, Section } from './section.ts';
import { makeTable, type Table } from './tables.ts';

const M = 1_000_000;
const tables = (rows: number, columns: number): { readonly reference: Table; readonly current: Table } => ({
  reference: { name: 'reference', rows, columns, seed: 1 },
  current: { name: 'current', rows, columns, seed: 2 },
});
const wideTables = (rows: number): { readonly reference: Table; readonly current: Table } => ({
  reference: { name: 'wide-reference', rows, columns: 1000, seed: 1, plain: true, files: Math.max(1, rows / (0.3 * M)) },
  current: { name: 'wide-current', rows: rows / 10, columns: 1000, seed: 2, plain: true },
});

/** Tables are made here: to make one takes memory of its own. */
async function measure(about: BatchWork): Promise<BatchFigures> {
  for (const table of [about.reference, about.current]) await makeTable(table);
  return (await startHelper<BatchFigures>('monitoring/measure-batch', about)).ready;
}

interface Goal {
  readonly seconds?: number;
  readonly megabytes?: number;
}

const line = (what: string, ours: Figures, { goal = {}, peer = '' }: { goal?: Goal; peer?: string } = {}): Line => ({
  what,
  ours: `${figure(ours.wallSeconds)} s`,
  cpu: `${figure(ours.cpuSeconds)} s`,
  memory: `${figure(ours.peakMegabytes)} MB`,
  peer,
  goal: [...(goal.seconds === undefined ? [] : [`≤ ${goal.seconds} s`]), ...(goal.megabytes === undefined ? [] : [`≤ ${goal.megabytes} MB`])].join(', '),
  holds: goal.seconds === undefined && goal.megabytes === undefined ? null : ours.wallSeconds <= (goal.seconds ?? Infinity) && ours.peakMegabytes <= (goal.megabytes ?? Infinity),
});

const told = (name: string, { wallSeconds, cpuSeconds, peakMegabytes }: Figures): string =>
  `${name}: ${figure(wallSeconds)} s, CPU ${figure(cpuSeconds)} s, ${figure(peakMegabytes)} MB`;

/** Drift in tables on disk. */
export const batch: Section = {
  name: 'batch',
  title: 'Drift of a table on disk',
  about:
    'Two Parquet files of ten kinds of column by turns (seven of numbers, three of texts), read, profiled, counted and judged in a process of its own, the numbers of large files in two threads. `stored` reads the reference’s profile from disk instead of profiling it. Evidently runs its `DataDriftPreset` on the same files, read with pandas; reading is not counted for it. One pass of DuckDB tells least, greatest, mean, deviation and about how many different values: no bins, no frequent values.',
  async run({ rounds, peers, wide }: Effort) {
    const lines: Line[] = [];
    const ten = tables(M, 10);
    const hundred = tables(M, 100);
    const evidently = peers ? await measureEvidently((await makeTable(ten.reference))[0]!, (await makeTable(ten.current))[0]!) : null;
    lines.push(
      line('1 M × 10 against 1 M × 10, both read', await measure({ work: 'cold', ...ten, rounds }), {
        goal: { seconds: 2 },
        ...(evidently !== null && { peer: told(`Evidently ${evidently.version}`, evidently) }),
      }),
    );
    const kept = await measure({ work: 'store', ...ten, rounds: 1 });
    lines.push(line('1 M × 10 against a stored reference', await measure({ work: 'stored', ...ten, rounds }), { goal: { seconds: 0.5 } }));
    lines.push({
      what: 'stored profile, bytes a column, sketches included',
      ours: figure(kept.bytesAColumn),
      cpu: '',
      memory: '',
      peer: '',
      goal: '≤ 10,000',
      holds: kept.bytesAColumn <= 10_000,
    });
    lines.push(line('1 M × 100 against 1 M × 100, both read', await measure({ work: 'cold', ...hundred, rounds: 1 }), { goal: { seconds: 5 } }));
    await measure({ work: 'store', ...hundred, rounds: 1 });
    lines.push(line('1 M × 100 against a stored reference', await measure({ work: 'stored', ...hundred, rounds: 1 }), { goal: { seconds: 5 } }));
    for (const rows of [0.25 * M, M, 4 * M]) {
      const { reference } = tables(rows, 10);
      const floor = await measure({ work: 'floor', reference, current: reference, rounds: 1 });
      lines.push(
        line(`profile of ${rows / M} M × 10: memory is flat in rows`, await measure({ work: 'profile', reference, current: reference, rounds: 1 }), {
          peer: told('one pass of DuckDB', floor),
        }),
      );
    }
    lines.push(line('0.3 M × 1,000 against 0.03 M × 1,000, both read', await measure({ work: 'cold', ...wideTables(0.3 * M), rounds: 1 }), { goal: { megabytes: 1000 } }));
    if (wide)
      lines.push(
        line('3 M × 1,000 against 0.3 M × 1,000, both read', await measure({ work: 'cold', ...wideTables(3 * M), rounds: 1 }), { goal: { seconds: 360, megabytes: 1000 } }),
      );
    return lines;
  },
};
