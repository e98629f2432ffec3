import type { Instant } from '../../kernel/index.ts';
import { chanceOfNext, holm, holmDiscrete, limitOfNext, predictNext } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { batchDays } from './batch-days.ts';
import { compareCells } from './compare-cells.ts';
import { columnCells } from './column-cells.ts';
import { findSeason, pointOf } from './find-season.ts';
import { type BatchJudgement, concludeBatch, DRIFT_DEFAULTS, type DriftOptions, traceBatch } from './judge-batch.ts';
import { leaveOneOut, poolCells } from './leave-one-out.ts';
import type { HistoryRule, Trace } from './mark.ts';
import { rankAgainstPast } from './rank-against-past.ts';
import { type SameSize, sameSize } from './same-size.ts';
import { phaseName, phaseOf, type Season } from './season.ts';
import type { Yardstick } from './yardstick.ts';

/** How earlier batches were used to say what is natural. */
export interface HistoryUse {
  readonly rule: HistoryRule;
  /** Earlier batches that the batch was compared with. */
  readonly batches: number;
  /** Rows of each. */
  readonly rows: number;
  /** Positions of earlier batches that were left out: they have fewer than half of the batch's rows. */
  readonly tooSmall: readonly number[];
  /** Columns in which the tests alone would have found something that is natural for such batches. */
  readonly explained: readonly string[];
}

/** What became of a batch that was also compared with earlier ones. */
export interface HistoricJudgement extends BatchJudgement {
  readonly history: HistoryUse;
}

/** One test of the batch and what it said of earlier ones, on a scale on which shares and distances scatter alike. */
interface Series {
  readonly trace: Trace;
  readonly past: readonly number[];
  readonly next: number;
  /** The phase of each earlier batch, and of the next; undefined without a season. */
  readonly phases?: { readonly of: readonly number[]; readonly next: number; readonly name: string };
}

/** With fewer earlier batches the tests decide alone: of two, Student's limit is 30 times their difference at 1 %, and far more after correction. */
const ENOUGH = 3;

/** Shares and distances as angles: their scatter no longer depends on their size (Fisher, Proc. R. Soc. Edinburgh 1922; differences are Cohen's h / 2). */
const angle = (share: number): number => Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))));
const share = (of: number): number => Math.sin(Math.min(Math.PI / 2, Math.max(0, of))) ** 2;

/**
 * Judges a batch by a reference and by what earlier batches were like: batches differ by nature, more than the sampling of rows explains. A finding is rare
 * among samples of the reference *and* among batches of this history, after correction for all tests.
 * The same tests are made of every earlier batch, at the same number of rows, and the distribution of each column is compared with those of all earlier batches
 * together, each of which is compared with the others (leave-one-out). The chance of the batch's effect is Student's for the next of k normal values; from
 * 1/falseAlarm - 1 batches on it is the rank of its most unusual test among those of all batches, which assumes nothing of their shape. Where the batches are
 * of single days and days of the week differ more than weeks do, an effect is compared with those of its own phase. With fewer than 3 batches the tests decide alone.
 */
export function judgeInHistory(reference: Yardstick, batch: Batch, past: readonly Batch[], options: DriftOptions = {}): HistoricJudgement {
  const { falseAlarm } = { ...DRIFT_DEFAULTS, ...options };
  const traces = traceBatch(reference, batch);
  const alone = concludeBatch(traces, holmDiscrete(traces), options);
  const same = sameSize(batch, past);
  const use = { batches: same.past.length, rows: same.rows, tooSmall: same.tooSmall, explained: [] };
  if (same.past.length < ENOUGH) return { ...alone, history: { ...use, rule: 'test' } };
  const series = followTests(reference, { batch, same, traces });
  const rule: HistoryRule = same.past.length + 1 >= 1 / falseAlarm ? 'ranks' : 'student';
  const { corrected, limits } = rule === 'ranks' ? byRanks(series, falseAlarm) : byStudent(series, falseAlarm);
  const told = series.map(({ trace, phases }, i): Trace => ({
    ...trace,
    natural: { limit: share(limits[i]! + angle(trace.usual)), rule, batches: same.past.length, season: phases?.name ?? null },
  }));
  const judged = concludeBatch(told, corrected, options);
  const found = new Set(judged.findings.map(({ column }) => column));
  return { ...judged, history: { ...use, rule, explained: alone.findings.map(({ column }) => column).filter((column) => !found.has(column)) } };
}

/** Every test of the batch beside the same test of each earlier one. */
function followTests(reference: Yardstick, { batch, same, traces }: { readonly batch: Batch; readonly same: SameSize; readonly traces: readonly Trace[] }): Series[] {
  const days = batchDays([...same.past, same.batch]);
  const scoreOf = (of: Trace): number => angle(of.effect) - angle(of.usual);
  const next = same.batch === batch ? traces : traceBatch(reference, same.batch);
  const earlier = same.past.map((one) => traceBatch(reference, one));
  return traces.map((trace, i): Series => {
    if (trace.kind === 'drift') return followDistribution(reference, trace, { batch, same, days });
    const past = earlier.map((one) => scoreOf(one[i]!));
    const phases = phasesOf(
      days,
      past.map((score) => [score]),
    );
    return { trace, past, next: scoreOf(next[i]!), ...(phases && { phases }) };
  });
}

/** The distribution of one column beside those of the earlier batches of the same phase together, and the distance of each of those from its own. */
function followDistribution(
  reference: Yardstick,
  trace: Trace,
  { batch, same, days }: { readonly batch: Batch; readonly same: SameSize; readonly days: readonly Instant[] | null },
): Series {
  const at = reference.columns.findIndex((column) => column.name === trace.column);
  const cellsOf = (of: Batch): number[] => columnCells(reference.columns[at]!, of.columns[at]!);
  const earlier = same.past.map(cellsOf);
  const phases = phasesOf(days, earlier.map(pointOf));
  const of = phases?.of ?? earlier.map(() => 0);
  const pool = poolCells(
    earlier.filter((_, i) => of[i] === (phases?.next ?? 0)),
    earlier[0]!.length,
  );
  const distances = leaveOneOut(earlier, of).map((distance) => distance ?? 0);
  const here = cellsOf(batch);
  const { distance, p } = compareCells(here, pool);
  const judged: Trace = { ...trace, effect: distance, p };
  // What is a distance of its phase already is compared with all distances.
  return {
    trace: judged,
    past: distances.map(angle),
    next: angle(compareCells(cellsOf(same.batch), pool).distance),
    ...(phases && { phases: { name: phases.name, of: distances.map(() => 0), next: 0 } }),
  };
}

/** The phases of earlier batches and of the one after them, where days of the week differ. */
function phasesOf(days: readonly Instant[] | null, points: readonly ArrayLike<number>[]): NonNullable<Series['phases']> | undefined {
  const season: Season | null = days && findSeason(points.map((point, i) => ({ at: days[i]!, point })));
  if (!season || !days) return undefined;
  const next = phaseOf(season, days.at(-1)!);
  return { of: points.map((_, i) => phaseOf(season, days[i]!)), next, name: phaseName(season, next) };
}

/** What a share falls below is a finding of one kind alone. */
const hasTwoSides = ({ trace }: Series): boolean => trace.kind === 'missing';

interface Corrected {
  readonly corrected: readonly number[];
  /** Of the score, below which it is natural. */
  readonly limits: readonly number[];
}

/** A test's p is the larger of two: that rows drawn from the reference show such an effect, and that a batch of this history does. */
function byStudent(series: readonly Series[], falseAlarm: number): Corrected {
  const predictions = series.map(({ past, phases }) => predictNext(past, phases));
  const ps = series.map((one, i) => {
    const above = chanceOfNext(predictions[i]!, one.next);
    return Math.max(one.trace.p, hasTwoSides(one) ? Math.min(1, 2 * Math.min(above, 1 - above)) : above);
  });
  return { corrected: holm(ps), limits: predictions.map((prediction) => limitOfNext(prediction, falseAlarm / series.length)) };
}

function byRanks(series: readonly Series[], falseAlarm: number): Corrected {
  const sampling = holmDiscrete(series.map(({ trace }) => trace));
  const { ps, limits } = rankAgainstPast(
    series.map((one) => ({ ...one, twoSided: hasTwoSides(one) })),
    falseAlarm,
  );
  return { corrected: ps.map((p, i) => Math.max(p, sampling[i]!)), limits };
}
