import { chiSquareSf } from '../../../stats/index.ts';
import type { Batch, BatchColumn } from '../../drift/batch.ts';
import { type AllowedChange, keyOfTest, sizeOf } from '../../drift/conclude-batch.ts';
import { traceBatch } from '../../drift/judge-batch.ts';
import type { Trace } from '../../drift/trace.ts';
import { fitYardstick } from '../../drift/yardstick.ts';
import type { ReferenceTable, TableTest } from '../table-test.ts';
import { limitChange } from './limit-change.ts';
import type { Sample } from './sample.ts';

/** What changes. */
interface Changed {
  readonly change: Trace['kind'];
  readonly column: string;
  readonly other: string | null;
}

/** What a test of the battery saw in the parts that did not help to make its reference. */
interface History extends Changed {
  /** Of each part: the smallest p, and how much changed at most. */
  readonly p: number[];
  readonly sizes: number[];
}

/** Parts as unlike as this by chance, or more, count as alike. */
const UNLIKE = 0.02;
/** What differs by chance alone, as far as can be seen, is limited as well, at so many times the level: it has its test of chance too. */
const STEADY = 10;
/** A limit beyond this says nothing: the change is never a finding. */
const USELESS = 0.5;

/**
 * Proposes the test that the whole drift battery finds nothing beside the tables that were seen. What changes from part to part by more than chance is told by judging each half of the parts beside
 * the other half. Between batches it is allowed up to a prediction limit of the next one (`limitChange`), for half of the level; stretches of a
 * single table may be of another length than the next batch: between these it is never a finding. Nor is that time goes on, or a pair of columns that only all rows together show.
 */
export function suggestDrift(
  sample: Sample & { readonly batches: boolean },
  { against, falseAlarm }: { readonly against: readonly ReferenceTable[]; readonly falseAlarm: number },
): TableTest {
  const { tried, untried } = judgeHalves(sample);
  const goesOn = ({ change, column }: Changed): boolean => change === 'out_of_range' && sample.columns.some(({ name, kind }) => name === column && kind === 'timestamp');
  const judged = tried.filter((one) => !goesOn(one));
  const moving = judged.filter((one) => !alike(one.p));
  const steady = judged.filter((one) => alike(one.p));
  const limited = (of: readonly History[], level: number) => of.map((one) => ({ ...one, atMost: sample.batches ? limitChange(one.sizes, level / of.length) : 1 }));
  const limits = [...limited(moving, falseAlarm / 2), ...(sample.batches ? limited(steady, STEADY * falseAlarm) : [])];
  const never = [...tried.filter(goesOn), ...untried].map((one) => ({ ...one, atMost: 1 }));
  const allow = [...limits, ...never].map(({ change, column, other, atMost }): AllowedChange => ({
    change,
    column,
    ...(other !== null && { other }),
    atMost: atMost > USELESS ? 1 : Math.ceil(1000 * atMost) / 1000,
  }));
  const description =
    `compared with ${sample.rows.toLocaleString('en-US')} rows` +
    (moving.length === 0
      ? ', whose parts differ by chance alone'
      : `; ${moving.length} of ${tried.length} properties differ between their parts by more than chance, and are allowed to`);
  return { test: 'drift', against: [...against], falseAlarm: moving.length > 0 ? falseAlarm / 2 : falseAlarm, ...(allow.length > 0 && { allow }), description };
}

/** Judges each half of the parts by the battery, beside the other half. */
function judgeHalves(sample: Sample): { readonly tried: readonly History[]; readonly untried: readonly Changed[] } {
  const histories = new Map<string, History>();
  const half = Math.ceil(sample.parts / 2);
  const [early, late] = [partsOf(sample, (part) => part < half), partsOf(sample, (part) => part >= half)];
  for (const [reference, judged] of [
    [early, late],
    [late, early],
  ] as const) {
    const yardstick = fitYardstick(reference.whole);
    for (const part of judged.parts) remember(histories, traceBatch(yardstick, part));
  }
  const all = traceBatch(fitYardstick(partsOf(sample, () => true).whole), { rows: 0, columns: early.whole.columns.map(emptied) });
  const untried = new Map(all.flatMap((trace) => (histories.has(keyOfTest(trace)) ? [] : [[keyOfTest(trace), { change: trace.kind, column: trace.column, other: trace.other }]])));
  return { tried: [...histories.values()], untried: [...untried.values()] };
}

/** Whether chance explains the p-values of all parts: the smallest of them, and all together (Fisher). */
function alike(p: readonly number[]): boolean {
  const smallest = Math.min(...p) * p.length;
  const together = chiSquareSf(-2 * p.reduce((sum, one) => sum + Math.log(Math.max(one, 1e-300)), 0), 2 * p.length);
  return Math.min(smallest, together) * 2 > UNLIKE;
}

function remember(histories: Map<string, History>, traces: readonly Trace[]): void {
  const seen = new Map<string, { trace: Trace; p: number; size: number; tests: number }>();
  for (const trace of traces) {
    const name = keyOfTest(trace);
    const known = seen.get(name);
    seen.set(name, {
      trace,
      p: Math.min(trace.p, known?.p ?? 1),
      size: Math.max(sizeOf(trace), known?.size ?? 0),
      tests: (known?.tests ?? 0) + 1,
    });
  }
  for (const [name, { trace, p, size, tests }] of seen) {
    const history = histories.get(name) ?? { change: trace.kind, column: trace.column, other: trace.other, p: [], sizes: [] };
    history.p.push(Math.min(1, p * tests));
    history.sizes.push(size);
    histories.set(name, history);
  }
}

/** The rows of some parts, together and part by part. */
function partsOf({ columns, partOf, parts }: Sample, isOne: (part: number) => boolean): { readonly whole: Batch; readonly parts: readonly Batch[] } {
  const rowsOf = Array.from({ length: parts }, (): number[] => []);
  for (let row = 0; row < partOf.length; row++) if (isOne(partOf[row]!)) rowsOf[partOf[row]!]!.push(row);
  const batchOf = (rows: readonly number[]): Batch => ({
    rows: rows.length,
    columns: columns.map(({ name, kind, values }): BatchColumn =>
      kind === 'string'
        ? { name, kind, values: rows.map((row) => (values as readonly (string | null)[])[row]!) }
        : { name, kind, values: Float64Array.from(rows, (row) => (values as Float64Array)[row]!) },
    ),
  });
  return { whole: batchOf(rowsOf.flat()), parts: rowsOf.filter((rows) => rows.length > 0).map(batchOf) };
}

const emptied = (column: BatchColumn): BatchColumn => (column.kind === 'string' ? { ...column, values: [] } : { ...column, values: new Float64Array() });
