import { type Calendar, UTC } from '../../kernel/index.ts';
import { angleOfShare, chanceOfNext, holm, holmDiscrete, limitOfNext, predictNext, shareOfAngle } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { batchDays } from './batch-days.ts';
import { ENOUGH_BATCHES, followBatch, type Series } from './follow-history.ts';
import { type BatchJudgement, concludeBatch, DRIFT_DEFAULTS, type DriftOptions } from './conclude-batch.ts';
import { traceBatch } from './judge-batch.ts';
import type { HistoryRule, Trace } from './trace.ts';
import { rankAgainstPast } from './rank-against-past.ts';
import { sameSize } from './same-size.ts';
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

/** How a batch is judged beside earlier ones. */
export interface HistoryOptions extends DriftOptions {
  /** Whose days and weeks they are. @default UTC */
  readonly calendar?: Calendar;
}

/**
 * Judges a batch by a reference and by what earlier batches were like: batches differ by nature, more than the sampling of rows explains. A finding is rare
 * among samples of the reference *and* among batches of this history, after correction for all tests.
 * The same tests are made of every earlier batch, at the same number of rows, and the distribution of each column is compared with those of all earlier batches
 * together, each of which is compared with the others (leave-one-out). The chance of the batch's effect is Student's for the next of k normal values; from
 * 1/falseAlarm - 1 batches on it is the rank of its most unusual test among those of all batches, which assumes nothing of their shape. Where the batches are
 * of single days and days of the week differ more than weeks do, an effect is compared with those of its own phase. With fewer than 3 batches the tests decide alone.
 */
export function judgeInHistory(reference: Yardstick, batch: Batch, past: readonly Batch[], options: HistoryOptions = {}): HistoricJudgement {
  const traces = traceBatch(reference, batch);
  const alone = concludeBatch(traces, holmDiscrete(traces), options);
  const same = sameSize(batch, past);
  const use = { batches: same.past.length, rows: same.rows, tooSmall: same.tooSmall, explained: [] };
  if (same.past.length < ENOUGH_BATCHES) return { ...alone, history: { ...use, rule: 'test' } };
  const days = batchDays([...same.past, same.batch], options.calendar ?? UTC);
  const { rule, corrected, told } = judgeSeries(followBatch(reference, { batch, same, traces, days }), options.falseAlarm ?? DRIFT_DEFAULTS.falseAlarm);
  const judged = concludeBatch(told, corrected, options);
  return { ...judged, history: { ...use, rule, explained: explainedBy(alone, judged) } };
}

/** The columns in which the tests alone would have found something that is natural. */
export function explainedBy(alone: BatchJudgement, judged: Pick<BatchJudgement, 'findings'>): string[] {
  const found = new Set(judged.findings.map(({ column }) => column));
  return alone.findings.map(({ column }) => column).filter((column) => !found.has(column));
}

/** What tests amount to beside their past: their p, corrected for each other, and what is natural. */
export function judgeSeries(series: readonly Series[], falseAlarm: number): { readonly rule: HistoryRule; readonly corrected: readonly number[]; readonly told: readonly Trace[] } {
  const batches = series.map(({ past }) => past.length);
  const rule: HistoryRule = Math.min(...batches) === Math.max(...batches) && batches[0]! + 1 >= 1 / falseAlarm ? 'ranks' : 'student';
  const { corrected, limits } = rule === 'ranks' ? byRanks(series, falseAlarm) : byStudent(series, falseAlarm);
  const told = series.map(({ trace, past, phases }, i): Trace => ({
    ...trace,
    natural: { limit: shareOfAngle(limits[i]! + angleOfShare(trace.usual)), rule, batches: past.length, season: phases?.name ?? null },
  }));
  return { rule, corrected, told };
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
