import { DAY, UTC } from '../../kernel/index.ts';
import { historyThreshold } from '../../stats/index.ts';

/** Rows of one earlier window. */
export interface PastVolume {
  readonly from: number;
  readonly rows: number;
}

/** How a window's rows compare with those before it. */
export interface VolumeVerdict {
  readonly urgency: 'page' | 'notice';
  readonly rows: number;
  readonly usual: number;
  /** Share of the usual rows that are lacking, or of the present rows that are too many. */
  readonly effect: number;
  readonly natural: number;
}

/** Earlier windows of the same weekday that make a comparison; fewer, and all recent ones are taken. */
const ENOUGH = 3;
/** Fewer usual rows than this say nothing by their absence. */
const FEW = 20;
/** Absurd: nothing at all, or so many times more or fewer. */
const ABSURD = 10;

/**
 * Compares a window's rows with the middle of the last windows of the same weekday and hour, by the calendar. Absurd volumes page; a volume beyond what the history predicts, and by half at least, is a notice.
 * Null when there is nothing to compare with or nothing to say.
 * @param history earlier windows, any order; those of the last eight weeks count
 */
export function judgeVolume(window: PastVolume, history: readonly PastVolume[], calendar = UTC): VolumeVerdict | null {
  const recent = history.filter((past) => past.from < window.from && past.from >= window.from - 56 * DAY);
  const sameDay = recent.filter((past) => (calendar.dayOf(window.from) - calendar.dayOf(past.from)) % 7 === 0 && calendar.hourOf(window.from) === calendar.hourOf(past.from));
  const comparable = sameDay.length >= ENOUGH ? sameDay : recent;
  if (comparable.length < ENOUGH) return null;
  const rows = comparable.map((past) => past.rows).sort((a, b) => a - b);
  const usual = rows[Math.floor(rows.length / 2)]!;
  if (usual < FEW) return null;
  const change = Math.abs(Math.log(Math.max(1, window.rows) / usual));
  const changes = rows.map((past) => Math.abs(Math.log(Math.max(1, past) / usual)));
  const bound = Math.max(Math.log(1.5), historyThreshold(changes, 0.01));
  const asShare = (logarithm: number): number => 1 - Math.exp(-logarithm);
  const verdict = { rows: window.rows, usual, effect: window.rows === 0 ? 1 : asShare(change), natural: asShare(bound) };
  if (window.rows === 0 || change >= Math.log(ABSURD)) return { ...verdict, urgency: 'page' };
  return change > bound ? { ...verdict, urgency: 'notice' } : null;
}
