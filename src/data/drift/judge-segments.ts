import { UTC } from '../../kernel/index.ts';
import { continuousChance, holmDiscrete } from '../../stats/index.ts';
import { cutSegmentation, rowsOfSegments, type Segmentation, SEGMENT_ROWS } from '../segments/segmentation.ts';
import type { Batch, BatchColumn } from './batch.ts';
import { batchDays } from './batch-days.ts';
import { compareCells } from './compare-cells.ts';
import { ENOUGH_BATCHES, followBatch, followCells, followTrace, type Series } from './follow-history.ts';
import { type BatchFinding, type BatchJudgement, concludeBatch, DRIFT_DEFAULTS } from './conclude-batch.ts';
import { judgeBatch, traceBatch } from './judge-batch.ts';
import { explainedBy, type HistoryOptions, type HistoryUse, judgeInHistory, judgeSeries } from './judge-in-history.ts';
import type { Trace } from './trace.ts';
import { pickRows } from './pick-rows.ts';
import { sameSize } from './same-size.ts';
import { thinCells } from './thin-cells.ts';
import { fitYardstick, type Yardstick } from './yardstick.ts';

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
  /** How earlier batches were used, where there were any. */
  readonly history?: HistoryUse;
}

/** How a batch is judged by segment. */
export interface SegmentsOptions extends HistoryOptions {
  /** Earlier batches, which say what is natural, of each segment too. */
  readonly past?: readonly Batch[] | undefined;
  /** Learns a part of the reference (`partsOf`), or knows it from the last time. @default learns it */
  readonly fit?: FitPart | undefined;
}

/** Learns what a part of a reference is like; `part` says which part it is. */
export type FitPart = (part: string, of: Batch) => Yardstick;

/** All of a reference but the column that cuts it. */
const WHOLE = 'whole';
const partOf = (segment: string): string => `segment ${segment}`;

/** The parts of a reference that are learned beside any batch: all of it, and each segment. What is left out of it for the mix of one batch is not among them. */
export function partsOf(reference: Batch, by: string): string[] {
  const { values } = cutSegmentation(by, columnOf(reference, by).values);
  return [WHOLE, ...values.map(partOf)];
}

/** One value that holds this much is not a matter of the mix. */
const NEARLY_ALL = 0.9;

/** Tests of a batch, and what earlier batches said of each where there are any. */
interface Tests {
  readonly traces: readonly Trace[];
  readonly series: readonly Series[];
}

/**
 * Compares a batch with a reference by the segments of a column: each segment with its own part of the reference, the mix of segments with that of the reference, and the other columns of the whole with a reference
 * of the batch's mix (direct standardisation: rows are left out until each segment has its share), so that what moves only because the mix did (Simpson, J. R. Stat. Soc. B 1951) is told as the
 * change of mix that it is. All tests of the whole and of all segments are corrected together, as those of `judgeBatch` are. Beside earlier batches each test is held against the same test of these (`judgeInHistory`),
 * those of a segment against the same segment; a segment that fewer than 3 of them have is not judged by itself. Pure.
 */
export function judgeSegments(
  reference: Batch,
  batch: Batch,
  by: string,
  { past: all, calendar = UTC, fit = (_, of) => fitYardstick(of), ...options }: SegmentsOptions = {},
): SegmentsJudgement {
  const { falseAlarm } = { ...DRIFT_DEFAULTS, ...options };
  const segmentation = cutSegmentation(by, columnOf(reference, by).values);
  const cut = (of: Batch): number[][] => rowsOfSegments(segmentation, columnOf(of, by).values);
  const { values } = segmentation;
  const [there, here] = [cut(reference), cut(batch)];
  const comparable = all && sameSize(batch, all);
  const past = comparable && comparable.past.length >= ENOUGH_BATCHES ? all!.filter((_, i) => !comparable.tooSmall.includes(i)).map((one) => ({ batch: one, rows: cut(one) })) : [];
  const days = past.length === 0 ? null : batchDays([...past.map((one) => one.batch), batch], calendar);

  /** The tests of some rows, beside those of the earlier batches; undefined where too few of these have enough rows. */
  const compare = ({ of, part }: { readonly of: Batch; readonly part: string | null }, rows: Batch, earlier: readonly Batch[]): Tests | undefined => {
    const yardstick = part === null ? fitYardstick(of) : fit(part, of);
    const traces = traceBatch(yardstick, rows);
    if (past.length === 0) return { traces, series: [] };
    const same = sameSize(rows, earlier);
    const kept = days && days.filter((_, i) => !same.tooSmall.includes(i));
    return same.past.length < ENOUGH_BATCHES ? undefined : { traces, series: followBatch(yardstick, { batch: rows, same, traces, days: kept }) };
  };

  const mix = judgeMix(by, here, there);
  const isMoved = mix.p <= falseAlarm;
  const [others, usual] = [leaveOut(batch, by), leaveOut(reference, by)];
  const alike = isMoved ? pickRows(reference, matchMix(here, there)) : reference;
  const pastAlike = past.map((one) => (isMoved ? pickRows(one.batch, matchMix(here, one.rows, FEW_IN_SEGMENT)) : one.batch));
  const mixed: Tests = { traces: [mix], series: past.length === 0 ? [] : [followMix(mix, { here, past: past.map(({ rows }) => rows), days })] };
  const cuts = { reference: pickColumn(reference, by), alike: pickColumn(alike, by) };
  const beside = (earlier: readonly Batch[]): Tests | undefined =>
    compare(
      { of: leaveOut(alike, by), part: isMoved ? null : WHOLE },
      others,
      earlier.map((one) => leaveOut(one, by)),
    );
  const wholes = [
    // Where too few rows of the earlier batches have the mix, they stay as they are.
    beside(pastAlike) ?? beside(past.map((one) => one.batch))!,
    followCut(cuts, pickColumn(batch, by), { past: past.map((one) => pickColumn(one.batch, by)), days }),
  ];
  const inside = values.map((value, i) => {
    if (there[i]!.length < SEGMENT_ROWS || here[i]!.length < FEW_IN_SEGMENT) return undefined;
    const tests = compare(
      { of: pickRows(usual, there[i]!), part: partOf(value) },
      pickRows(others, here[i]!),
      past.map((one) => pickRows(leaveOut(one.batch, by), one.rows[i]!)),
    );
    return tests && placeRows(tests, here[i]!);
  });
  const judged = inside.map((tests) => tests !== undefined);

  const groups: readonly Tests[] = [mixed, ...wholes, ...inside.map((tests) => tests ?? none)];
  const traces = groups.flatMap((group) => group.traces);
  const verdict =
    past.length === 0
      ? { rule: 'test' as const, corrected: holmDiscrete(traces), told: traces }
      : judgeSeries(
          groups.flatMap(({ series }) => series),
          falseAlarm,
        );
  let at = 0;
  const conclude = (...of: readonly Tests[]): BatchJudgement => {
    const [from, to] = [at, (at += of.reduce((sum, group) => sum + group.traces.length, 0))];
    return concludeBatch(verdict.told.slice(from, to), verdict.corrected.slice(from, to), options);
  };
  const [moved, pooled, parts] = [conclude(mixed), conclude(...wholes), groups.slice(1 + wholes.length).map((group) => conclude(group))];

  const changed = parts.map(({ findings }) => new Set(findings.map(({ column }) => column)));
  // What shows in every segment is a matter of the whole.
  const segmentsWith = (column: string): string[] => (judged.every((is, i) => !is || changed[i]!.has(column)) ? [] : values.filter((_, i) => changed[i]!.has(column)));
  const elsewhere = new Map<string, ReadonlySet<string>>();
  const onlyIn = (column: string): string[] => {
    const where = segmentsWith(column);
    if (where.length === 0) return [];
    const rest = (rows: readonly number[][]): number[][] => rows.map((of, i) => (where.includes(values[i]!) ? [] : of));
    const key = JSON.stringify(where);
    const restOf = (of: Batch, rows: readonly number[][], least: number): Batch => pickRows(leaveOut(of, by), matchMix(rest(here), rest(rows), least));
    const earlier = past.map((one) => restOf(one.batch, one.rows, FEW_IN_SEGMENT));
    const found = elsewhere.get(key) ?? columnsChanged(restOf(reference, there, SEGMENT_ROWS), pickRows(others, inOrder(rest(here))), { ...options, calendar, past: earlier });
    elsewhere.set(key, found);
    return found.has(column) ? [] : where;
  };
  const told = new Set(pooled.findings.map(({ column }) => column));
  const mixes = moved.findings.map(({ kind }) => kind);
  /** Of each column that changed in segments, the finding of the segment that shows it most clearly. */
  const clearest = new Map<string, BatchFinding>();
  for (const finding of parts.flatMap(({ findings }) => findings)) if (finding.p < (clearest.get(finding.column)?.p ?? Infinity)) clearest.set(finding.column, finding);
  /** What the whole shows, in the words of the segment where it is all that there is: what it is looks different among rows that are well. */
  const confine = (finding: BatchFinding): BatchFinding => {
    const where = onlyIn(finding.column);
    const inside = where.length > 0 ? clearest.get(finding.column)! : finding;
    const also = new Set([...inside.also, finding.kind, ...finding.also, ...(finding.column === by ? mixes : [])]);
    also.delete(inside.kind);
    return { ...inside, where, also: [...also] };
  };
  const alone = [...clearest.values()].filter(({ column }) => !told.has(column)).sort((a, b) => a.p - b.p);
  const findings = [
    ...pooled.findings.map(confine),
    ...alone.map((finding): BatchFinding => ({ ...finding, where: segmentsWith(finding.column) })),
    ...(told.has(by) ? [] : moved.findings),
  ];
  return {
    segmentation,
    tests: traces.length,
    findings,
    ...(comparable && {
      history: {
        rule: verdict.rule,
        batches: comparable.past.length,
        rows: comparable.rows,
        tooSmall: comparable.tooSmall,
        explained: past.length === 0 ? [] : explainedBy(concludeBatch(traces, holmDiscrete(traces), options), { findings }),
      },
    }),
    distances: pooled.distances,
    silent: pooled.silent,
    segments: values.map((value, i) => ({ value, rows: here[i]!.length, referenceRows: there[i]!.length, judged: judged[i]!, changed: [...changed[i]!] })),
  };
}

const none: Tests = { traces: [], series: [] };

const countRows = (rows: readonly (readonly number[])[]): number[] => rows.map(({ length }) => length);

const inOrder = (rows: readonly (readonly number[])[]): number[] => rows.flat().sort((a, b) => a - b);

const columnOf = (batch: Batch, name: string): BatchColumn => batch.columns.find((column) => column.name === name)!;

/** Whether segments have other shares of the rows than in the reference. */
function judgeMix(by: string, here: readonly number[][], there: readonly number[][]): Trace {
  const { distance, p } = compareCells(countRows(here), countRows(there));
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

/** The same beside the same tests of earlier batches. */
function followCut(cuts: Parameters<typeof traceCut>[0], batch: Batch, { past, days }: { readonly past: readonly Batch[]; readonly days: readonly number[] | null }): Tests {
  const traces = traceCut(cuts, batch);
  if (past.length === 0) return { traces, series: [] };
  const same = sameSize(batch, past);
  const [next, earlier] = [traceCut(cuts, same.batch), same.past.map((one) => traceCut(cuts, one))];
  return { traces, series: traces.map((trace, i) => followTrace(trace, { next: next[i]!, past: earlier.map((one) => one[i]!), days })) };
}

/** The mix of a batch beside those of earlier ones. */
function followMix(
  mix: Trace,
  { here, past, days }: { readonly here: readonly number[][]; readonly past: readonly (readonly number[][])[]; readonly days: readonly number[] | null },
): Series {
  const [counts, earlier] = [countRows(here), past.map(countRows)];
  const rows = Math.min(...[counts, ...earlier].map((cells) => cells.reduce((a, b) => a + b, 0)));
  return followCells(mix, { here: counts, same: thinCells(counts, rows), past: earlier.map((cells) => thinCells(cells, rows)), days });
}

/** Rows of a reference in which segments have the shares of the batch, as many as there can be; segments with few rows stay whole. */
function matchMix(here: readonly number[][], there: readonly number[][], least = SEGMENT_ROWS): number[] {
  const counts = here.map((rows, i) => (there[i]!.length >= least ? rows.length : 0));
  const factor = Math.min(...counts.map((count, i) => (count === 0 ? Infinity : there[i]!.length / count)));
  const kept = there.flatMap((rows, i) => {
    if (rows.length < least || factor === Infinity) return rows;
    const keep = Math.round(factor * counts[i]!);
    return rows.filter((_, at) => Math.floor(((at + 1) * keep) / rows.length) > Math.floor((at * keep) / rows.length));
  });
  return inOrder([kept]);
}

/** The tests of some rows of a batch as tests of the batch: rows that they name are those of the batch. */
function placeRows({ traces, series }: Tests, rows: readonly number[]): Tests {
  const place = (trace: Trace): Trace => ({ ...trace, rows: () => trace.rows().map((row) => rows[row]!) });
  return { traces: traces.map(place), series: series.map((one) => ({ ...one, trace: place(one.trace) })) };
}

const columnsChanged = (reference: Batch, batch: Batch, { past, ...options }: HistoryOptions & { readonly past: readonly Batch[] }): ReadonlySet<string> => {
  if (batch.rows === 0 || reference.rows === 0) return new Set();
  const yardstick = fitYardstick(reference);
  const { findings } = past.length === 0 ? judgeBatch(yardstick, batch, options) : judgeInHistory(yardstick, batch, past, options);
  return new Set(findings.map(({ column }) => column));
};

const pickColumn = (batch: Batch, name: string): Batch => ({ rows: batch.rows, columns: [columnOf(batch, name)] });
const leaveOut = (batch: Batch, name: string): Batch => ({ ...batch, columns: batch.columns.filter((column) => column.name !== name) });
