import {
  type ChangeKind,
  type ColumnCase,
  type ColumnComparison,
  type ColumnProfile,
  judgeColumn,
  type NaturalVariation,
  type Suspicion as ColumnSuspicion,
  type TableCounts,
} from '../../data/index.ts';
import { calendarOf, dayDuring, type Interval, UTC } from '../../kernel/index.ts';
import { answerColumns, type ReferenceProfile } from '../../train/index.ts';
import type { FindingKind } from '../finding.ts';
import type { ColumnGroup } from '../window.ts';

/** A test of a column that stands in one of the window's groups. */
export interface Suspicion extends Omit<ColumnSuspicion, 'kind'> {
  readonly kind: FindingKind;
  readonly group: ColumnGroup;
}

/** One column of the window: how it compares, and what its tests said. */
export interface JudgedColumn {
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

/** The columns of a reference, or of a segment of it. */
export type CountedReference = Pick<ReferenceProfile, 'inputs' | 'features' | 'score' | 'classes'>;

/** Its columns by group, as they are counted. */
export const profilesOf = (reference: CountedReference): Readonly<Record<ColumnGroup, readonly ColumnProfile[]>> => ({
  input: reference.inputs.columns,
  feature: reference.features.columns,
  score: answerColumns(reference),
});

/** How far single training days of a column go. A feature may be named as a raw input: inputs come first in the list, features after them. */
export const naturalOf = (reference: Pick<ReferenceProfile, 'natural'>, group: ColumnGroup, name: string): NaturalVariation | undefined =>
  reference.natural.filter((variation) => variation.column === name).at(group === 'input' ? 0 : -1);

/** What changed in the score's distribution has a kind of its own: it may be the model's doing. */
const kindIn = (group: ColumnGroup, kind: ChangeKind): FindingKind => (group === 'score' && kind === 'drift' ? 'score_drift' : kind);

/** The local day that a window lies in, by the calendar that the reference was cut with; undefined when it is not of one day. */
export const dayOfWindow = ({ timeZone = UTC.timeZone }: Pick<ReferenceProfile, 'timeZone'>, during: Interval | undefined): number | undefined =>
  during && dayDuring(during, calendarOf(timeZone));

/** Every column of a window, or of a segment of it, through its tests. */
export function judgeColumns(
  reference: CountedReference,
  counts: WindowCounts,
  about: { readonly natural: (group: ColumnGroup, profile: ColumnProfile, at: number) => ColumnCase['natural']; readonly day?: number | undefined },
): JudgedColumn[] {
  const profiles = profilesOf(reference);
  const judge = (group: ColumnGroup, table: TableCounts, first: number): JudgedColumn[] =>
    profiles[group].map((profile, i) => {
      const { comparison, suspicions } = judgeColumn({
        profile,
        natural: about.natural(group, profile, first + i),
        window: table.columns[i]!,
        day: about.day,
      });
      return { group, comparison, suspicions: suspicions.map((suspicion) => ({ ...suspicion, group, kind: kindIn(group, suspicion.kind) })) };
    });
  return [
    ...judge('input', counts.inputs, 0),
    ...judge('feature', counts.features, profiles.input.length),
    ...judge('score', counts.score, profiles.input.length + profiles.feature.length),
  ];
}
