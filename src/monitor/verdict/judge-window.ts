import {
  type ChangeKind,
  type ColumnComparison,
  type ColumnProfile,
  judgeColumn,
  type NaturalVariation,
  type Suspicion as ColumnSuspicion,
  type TableCounts,
} from '../../data/index.ts';
import type { Interval } from '../../kernel/index.ts';
import { holm } from '../../stats/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import type { FindingKind, Urgency } from '../finding.ts';
import { COLUMN_GROUPS, type ColumnGroup, type ColumnReport, type Monitoring } from '../window.ts';

/** A test of a column that stands in one of the window's groups. */
interface Suspicion extends Omit<ColumnSuspicion, 'kind'> {
  readonly kind: FindingKind;
  readonly group: ColumnGroup;
}

/** One column of the window: how it compares, and what its tests said. */
interface JudgedColumn {
  readonly group: ColumnGroup;
  readonly comparison: ColumnComparison;
  readonly suspicions: readonly Suspicion[];
}

/** Counts of one release's traffic in one window, in the bins of its own reference. */
export interface WindowCounts {
  readonly inputs: TableCounts;
  readonly features: TableCounts;
  readonly score: TableCounts;
}

/** How a window is judged. */
export interface Judging extends Required<Monitoring> {
  /** When it was: where days of the week differ, it is compared with its own. */
  readonly during?: Interval;
}

/** How far single training days of a column go. A feature may be named as a raw input: inputs come first in the list, features after them. */
export const naturalOf = (reference: Pick<ReferenceProfile, 'natural'>, group: ColumnGroup, name: string): NaturalVariation | undefined =>
  reference.natural.filter((variation) => variation.column === name).at(group === 'input' ? 0 : -1);

/** What was found in one column: the test that explains it best, and which other columns only follow. */
export interface Discovery extends Suspicion {
  readonly urgency: Urgency;
  /** Corrected over all tests of the window. */
  readonly corrected: number;
  readonly rows: number;
  /** Features and the score, when they moved with this column. */
  readonly followers: readonly string[];
}

/** What was found in one window, worst first. */
export interface WindowVerdict {
  readonly columns: readonly ColumnReport[];
  readonly discoveries: readonly Discovery[];
}

/** Tests a column goes through: missing, unseen or out of range, sentinel, point mass, drift. Holm counts them all, also those that could not apply. */
const TESTS_A_COLUMN = 5;
/** A notice is worth its line from this part of what a page takes. */
const NOTICE_PART = 0.1;

/** How large a change of the kind must be to wake somebody, beyond what is natural. */
const pageFrom = (kind: FindingKind, options: Required<Monitoring>): number =>
  kind === 'drift' || kind === 'score_drift' || kind === 'constant' ? options.pageEffect : options.pageShare;

/** What changed in the score's distribution has a kind of its own: it may be the model's doing. */
const kindIn = (group: ColumnGroup, kind: ChangeKind): FindingKind => (group === 'score' && kind === 'drift' ? 'score_drift' : kind);

const excess = (suspicion: Suspicion): number => suspicion.effect - suspicion.natural;

/**
 * Judges one window against a release's reference. Somebody is woken only for a change that is certain (Holm's correction over every test of the window,
 * at the false-alarm rate), larger than natural days go, and large: all three. A certain, unnatural, smaller change is a notice.
 * What features and the score show beside a raw input is its consequence: it is named there and gets no finding of its own.
 * Pure.
 */
export function judgeWindow(reference: ReferenceProfile, counts: WindowCounts, options: Judging): WindowVerdict {
  const judge = (group: ColumnGroup, profiles: readonly ColumnProfile[], table: TableCounts): JudgedColumn[] =>
    profiles.map((profile, i) => {
      const { comparison, suspicions } = judgeColumn({
        profile,
        natural: naturalOf(reference, group, profile.name),
        window: table.columns[i]!,
        ...(options.during && { during: options.during }),
      });
      return { group, comparison, suspicions: suspicions.map((suspicion) => ({ ...suspicion, group, kind: kindIn(group, suspicion.kind) })) };
    });
  const verdicts = [
    ...judge('input', reference.inputs.columns, counts.inputs),
    ...judge('feature', reference.features.columns, counts.features),
    ...judge('score', [reference.score], counts.score),
  ];
  const suspicions = verdicts.flatMap((verdict) => verdict.suspicions);
  const padding = Array.from({ length: Math.max(0, verdicts.length * TESTS_A_COLUMN - suspicions.length) }, () => 1);
  const corrected = holm([...suspicions.map((suspicion) => suspicion.p), ...padding]);
  const sure = new Map(suspicions.map((suspicion, i) => [suspicion, corrected[i]!]));
  const rows = { input: counts.inputs.rows, feature: counts.features.rows, score: counts.score.rows };
  const discoveries = verdicts.flatMap((verdict) => discover(verdict, { sure, rows, options }) ?? []);
  return {
    columns: verdicts.map(({ group, comparison, suspicions: of }) => ({ ...comparison, group, p: sure.get(of.at(-1)!)! })),
    discoveries: foldFollowers(discoveries).sort(worstFirst),
  };
}

interface DiscoverContext {
  readonly sure: ReadonlyMap<Suspicion, number>;
  readonly rows: Readonly<Record<ColumnGroup, number>>;
  readonly options: Required<Monitoring>;
}

/** What a column's tests amount to; undefined when nothing of note. */
function discover(verdict: JudgedColumn, { sure, rows, options }: DiscoverContext): Discovery | undefined {
  const reaching = (part: number): Suspicion[] =>
    verdict.suspicions
      .filter((suspicion) => sure.get(suspicion)! <= options.falseAlarm && excess(suspicion) > 0 && excess(suspicion) >= part * pageFrom(suspicion.kind, options))
      .sort((a, b) => a.rank - b.rank);
  const noted = reaching(NOTICE_PART);
  const paging = reaching(1);
  const best = paging[0] ?? noted[0];
  if (best === undefined) return undefined;
  return {
    ...best,
    urgency: paging.length > 0 ? 'page' : 'notice',
    corrected: sure.get(best)!,
    rows: rows[best.group],
    followers: [],
  };
}

/**
 * Keeps the worst discovery's group and those before it: what features and the score show besides is told by the worst as its consequence.
 * A feature that only repeats a raw input is its follower in any case.
 */
function foldFollowers(all: readonly Discovery[]): Discovery[] {
  const [cause] = [...all].sort(worstFirst);
  if (cause === undefined) return [];
  const inputs = new Set(all.filter((discovery) => discovery.group === 'input').map((discovery) => discovery.column));
  const follows = ({ group, column }: Discovery): boolean => orderOf(group) > orderOf(cause.group) || (group !== 'input' && inputs.has(column));
  const followers = [...new Set(all.filter(follows).map((discovery) => discovery.column))].filter((name) => name !== cause.column);
  return all.filter((discovery) => !follows(discovery)).map((discovery) => (discovery === cause ? { ...cause, followers } : discovery));
}

const orderOf = (group: ColumnGroup): number => COLUMN_GROUPS.indexOf(group);

/** Pages before notices, causes before consequences, then by how far beyond nature. */
function worstFirst(a: Discovery, b: Discovery): number {
  if (a.urgency !== b.urgency) return a.urgency === 'page' ? -1 : 1;
  const order = orderOf(a.group) - orderOf(b.group);
  return order !== 0 ? order : excess(b) - excess(a);
}
