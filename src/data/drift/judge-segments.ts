import { continuousChance, holmDiscrete } from '../../stats/index.ts';
import { cutSegmentation, rowsOfSegments, type Segmentation, SEGMENT_ROWS } from '../segments/segmentation.ts';
import type { Batch, BatchColumn } from './batch.ts';
import { compareCells } from './compare-cells.ts';
import { type BatchFinding, type BatchJudgement, concludeBatch, DRIFT_DEFAULTS, type DriftOptions, judgeBatch, traceBatch } from './judge-batch.ts';
import type { Trace } from './mark.ts';
import { fitYardstick } from './yardstick.ts';

/** Rows of a batch from which on a segment of it is judged by itself. */
export const FEW_IN_SEGMENT = 100;

/** How one segment of a batch was judged. */
export interface JudgedSegment {
  readonly value: string;
  readonly rows: number;
  readonly referenceRows: number;
  /** False where it has too few rows in one of the two. */
  readonly judged: boolean;
  /** Columns that changed in it. */
  readonly changed: readonly string[];
}

/** What became of a batch, whole and by segment. */
export interface SegmentsJudgement extends BatchJudgement {
  readonly segmentation: Segmentation;
  readonly segments: readonly JudgedSegment[];
}

/** One value that holds this much is not a matter of the mix. */
const NEARLY_ALL = 0.9;

/**
 * Compares a batch with a reference by the segments of a column: each segment with its own part of the reference, the mix of segments with that of the reference, and the other columns of the whole with a reference
 * of the batch's mix (direct standardisation: rows are left out until each segment has its share), so that what moves only because the mix did (Simpson, J. R. Stat. Soc. B 1951) is told as the
 * change of mix that it is. All tests of the whole and of all segments are corrected together, as those of `judgeBatch` are. Pure.
 */
export function judgeSegments(reference: Batch, batch: Batch, by: string, options: DriftOptions = {}): SegmentsJudgement {
  const segmentation = cutSegmentation(by, columnOf(reference, by).values);
  const { values } = segmentation;
  const there = rowsOfSegments(segmentation, columnOf(reference, by).values);
  const here = rowsOfSegments(segmentation, columnOf(batch, by).values);
  const mix = judgeMix(by, here, there);
  const [others, usual] = [leaveOut(batch, by), leaveOut(reference, by)];
  const isMoved = mix.p <= (options.falseAlarm ?? DRIFT_DEFAULTS.falseAlarm);
  const alike = isMoved ? pickRows(reference, matchMix(here, there)) : reference;
  const cuts = { reference: pickColumn(reference, by), alike: pickColumn(alike, by) };
  const whole = [...traceBatch(fitYardstick(leaveOut(alike, by)), others), ...traceCut(cuts, pickColumn(batch, by))];
  const judged = values.map((_, i) => there[i]!.length >= SEGMENT_ROWS && here[i]!.length >= FEW_IN_SEGMENT);
  const inside = values.map((_, i) => (judged[i] ? traceRows(pickRows(usual, there[i]!), others, here[i]!) : []));

  const traces = [mix, ...whole, ...inside.flat()];
  const corrected = holmDiscrete(traces);
  let at = 0;
  const conclude = (of: readonly Trace[]): BatchJudgement => concludeBatch(of, corrected.slice(at, (at += of.length)), options);
  const [moved, pooled, parts] = [conclude([mix]), conclude(whole), inside.map(conclude)];

  const changed = parts.map(({ findings }) => new Set(findings.map(({ column }) => column)));
  // What shows in every segment is a matter of the whole.
  const segmentsWith = (column: string): string[] => (judged.every((is, i) => !is || changed[i]!.has(column)) ? [] : values.filter((_, i) => changed[i]!.has(column)));
  const elsewhere = new Map<string, ReadonlySet<string>>();
  const onlyIn = (column: string): string[] => {
    const where = segmentsWith(column);
    if (where.length === 0) return [];
    const rest = (rows: readonly number[][]): number[][] => rows.map((of, i) => (where.includes(values[i]!) ? [] : of));
    const key = JSON.stringify(where);
    const found = elsewhere.get(key) ?? columnsChanged(pickRows(usual, matchMix(rest(here), rest(there))), pickRows(others, inOrder(rest(here))), options);
    elsewhere.set(key, found);
    return found.has(column) ? [] : where;
  };
  const told = new Set(pooled.findings.map(({ column }) => column));
  const mixed = moved.findings.map(({ kind }) => kind);
  /** Of each column that changed in segments, the finding of the segment that shows it most clearly. */
  const clearest = new Map<string, BatchFinding>();
  for (const finding of parts.flatMap(({ findings }) => findings)) if (finding.p < (clearest.get(finding.column)?.p ?? Infinity)) clearest.set(finding.column, finding);
  /** What the whole shows, in the words of the segment where it is all that there is: what it is looks different among rows that are well. */
  const confine = (finding: BatchFinding): BatchFinding => {
    const where = onlyIn(finding.column);
    const inside = where.length > 0 ? clearest.get(finding.column)! : finding;
    const also = new Set([...inside.also, finding.kind, ...finding.also, ...(finding.column === by ? mixed : [])]);
    also.delete(inside.kind);
    return { ...inside, where, also: [...also] };
  };
  const alone = [...clearest.values()].filter(({ column }) => !told.has(column)).sort((a, b) => a.p - b.p);
  return {
    segmentation,
    tests: traces.length,
    findings: [
      ...pooled.findings.map(confine),
      ...alone.map((finding): BatchFinding => ({ ...finding, where: segmentsWith(finding.column) })),
      ...(told.has(by) ? [] : moved.findings),
    ],
    distances: pooled.distances,
    silent: pooled.silent,
    segments: values.map((value, i) => ({ value, rows: here[i]!.length, referenceRows: there[i]!.length, judged: judged[i]!, changed: [...changed[i]!] })),
  };
}

const inOrder = (rows: readonly (readonly number[])[]): number[] => rows.flat().sort((a, b) => a - b);

const columnOf = (batch: Batch, name: string): BatchColumn => batch.columns.find((column) => column.name === name)!;

/** Whether segments have other shares of the rows than in the reference. */
function judgeMix(by: string, here: readonly number[][], there: readonly number[][]): Trace {
  const counts = (rows: readonly number[][]): number[] => rows.map(({ length }) => length);
  const { distance, p } = compareCells(counts(here), counts(there));
  return { kind: 'mix', column: by, other: null, value: null, effect: distance, usual: 0, p, chance: continuousChance, rows: () => [] };
}

/** What is broken in the column of the segments itself; how its values share the rows, and so how long one is repeated by chance, is a matter of the mix: `alike` has that of the batch. */
function traceCut({ reference, alike }: { readonly reference: Batch; readonly alike: Batch }, batch: Batch): Trace[] {
  const traces = traceBatch(fitYardstick(reference), batch).filter(
    ({ kind, column, effect }) => column !== '*' && kind !== 'drift' && !(kind === 'constant' && effect < NEARLY_ALL),
  );
    const repeated = traceBatch(fitYardstick(alike), batch).find(({ kind }) => kind === 'stale');
  return traces.map((trace) => (trace.kind === 'stale' && trace.effect < NEARLY_ALL ? (repeated ?? trace) : trace));
}

/** Rows of the reference in which segments have the shares of the batch, as many as there can be; segments with few rows stay whole. */
function matchMix(here: readonly number[][], there: readonly number[][]): number[] {
  const counts = here.map((rows, i) => (there[i]!.length >= SEGMENT_ROWS ? rows.length : 0));
  const factor = Math.min(...counts.map((count, i) => (count === 0 ? Infinity : there[i]!.length / count)));
  const kept = there.flatMap((rows, i) => {
    if (rows.length < SEGMENT_ROWS || factor === Infinity) return rows;
    const keep = Math.round(factor * counts[i]!);
    return rows.filter((_, at) => Math.floor(((at + 1) * keep) / rows.length) > Math.floor((at * keep) / rows.length));
  });
  return inOrder([kept]);
}

/** The tests of some rows of a batch; rows that they name are those of the batch. */
const traceRows = (reference: Batch, batch: Batch, rows: readonly number[]): Trace[] =>
  traceBatch(fitYardstick(reference), pickRows(batch, rows)).map((trace) => ({ ...trace, rows: () => trace.rows().map((row) => rows[row]!) }));

const columnsChanged = (reference: Batch, batch: Batch, options: DriftOptions): ReadonlySet<string> =>
  new Set(batch.rows === 0 || reference.rows === 0 ? [] : judgeBatch(fitYardstick(reference), batch, options).findings.map(({ column }) => column));

const pickColumn = (batch: Batch, name: string): Batch => ({ rows: batch.rows, columns: [columnOf(batch, name)] });
const leaveOut = (batch: Batch, name: string): Batch => ({ ...batch, columns: batch.columns.filter((column) => column.name !== name) });

const pickRows = ({ columns }: Batch, rows: readonly number[]): Batch => ({
  rows: rows.length,
  columns: columns.map((column): BatchColumn =>
    column.kind === 'string' ? { ...column, values: rows.map((row) => column.values[row]!) } : { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) },
  ),
});
