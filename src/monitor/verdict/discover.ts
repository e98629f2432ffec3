import type { Interval } from '../../kernel/index.ts';
import type { FindingKind, Urgency, Where } from '../finding.ts';
import { COLUMN_GROUPS, type ColumnGroup, type Monitoring } from '../window.ts';
import type { JudgedColumn, Suspicion } from './judge-columns.ts';

/** How a window is judged. */
export interface VerdictOptions extends Required<Monitoring> {
  /** When it was: where days of the week differ, it is compared with its own. */
  readonly during?: Interval;
}

/** What was found in one column: the test that explains it best, and which other columns only follow. */
export interface Discovery extends Suspicion {
  readonly urgency: Urgency;
  /** Corrected over all tests of the window. */
  readonly corrected: number;
  readonly rows: number;
  /** Features and the score, when they moved with this column. */
  readonly followers: readonly string[];
  /** Other raw inputs that are missing in as many rows of the same: one join, or one source, is lost. */
  readonly together?: readonly string[];
  /** The segments that show it by themselves, the one that shows it most first. */
  readonly where?: Where;
}

/** A notice is worth its line from this part of what a page takes. */
export const NOTICE_PART = 0.1;

/** Nothing is broken by another mix, or by a world that moved on, however far. */
const NOTICES: readonly FindingKind[] = ['mix', 'extrapolation'];

/** How large a change of the kind must be to wake somebody, beyond what is natural. */
export const pageFrom = (kind: FindingKind, options: Required<Monitoring>): number =>
  kind === 'drift' || kind === 'score_drift' || kind === 'mix' || kind === 'constant' ? options.pageEffect : options.pageShare;

export const excess = (suspicion: Pick<Suspicion, 'effect' | 'natural'>): number => suspicion.effect - suspicion.natural;

/** Causes before consequences. */
export const orderOf = (group: ColumnGroup): number => COLUMN_GROUPS.indexOf(group);

/** What the tests of a column are read with. */
export interface DiscoverContext {
  readonly sure: ReadonlyMap<Suspicion, number>;
  readonly rows: Readonly<Record<ColumnGroup, number>>;
  readonly options: Required<Monitoring>;
}

/** What a column's tests amount to; undefined when nothing of note. */
export function discover(verdict: JudgedColumn, { sure, rows, options }: DiscoverContext): Discovery | undefined {
  const reaching = (part: number): Suspicion[] =>
    verdict.suspicions
      .filter((suspicion) => sure.get(suspicion)! <= options.falseAlarm && excess(suspicion) > 0 && excess(suspicion) >= part * pageFrom(suspicion.kind, options))
      .sort((a, b) => a.rank - b.rank);
  const certain = reaching(1);
  // What lies farther from the reference than its days do has not merely gone on.
  const isOfItsDays = certain.every(({ kind }) => kind !== 'drift' && kind !== 'score_drift');
  const kindOf = ({ kind, goesOn }: Suspicion): FindingKind => (goesOn && isOfItsDays ? 'extrapolation' : kind);
  const paging = certain.filter((suspicion) => !NOTICES.includes(kindOf(suspicion)));
  const best = paging[0] ?? reaching(NOTICE_PART)[0];
  if (best === undefined) return undefined;
  return {
    ...best,
    kind: kindOf(best),
    urgency: paging.length > 0 ? 'page' : 'notice',
    corrected: sure.get(best)!,
    rows: rows[best.group],
    followers: [],
  };
}

/** Pages before notices, causes before consequences, then by how far beyond nature. */
export function worstFirst(a: Discovery, b: Discovery): number {
  if (a.urgency !== b.urgency) return a.urgency === 'page' ? -1 : 1;
  const order = orderOf(a.group) - orderOf(b.group);
  return order !== 0 ? order : excess(b) - excess(a);
}
