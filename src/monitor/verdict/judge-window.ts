import { TESTS_A_COLUMN } from '../../data/index.ts';
import { holm } from '../../stats/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import type { ColumnReport, SegmentReport } from '../window.ts';
import type { SegmentedCounts } from '../../serve/index.ts';
import { discover, type DiscoverContext, type Discovery, type VerdictOptions, orderOf, worstFirst } from './discover.ts';
import { dayOfWindow, type JudgedColumn, judgeColumns, naturalOf, type Suspicion, type WindowCounts } from './judge-columns.ts';
import { judgeMixes, judgeParts, reportSegments } from './judge-segments.ts';
import { placeDiscoveries } from './place-discoveries.ts';

/** What was found in one window, worst first. */
export interface WindowVerdict {
  readonly columns: readonly ColumnReport[];
  readonly discoveries: readonly Discovery[];
  /** How the segments that the reference holds compare; none when it holds none. */
  readonly segments: readonly SegmentReport[];
}

/** The counts of a window, and of its segments in the order of the reference's. */
export interface JudgedCounts extends WindowCounts {
  readonly segmentations?: readonly SegmentedCounts[];
}

/**
 * Judges one window against a release's reference, whole and by segment. Somebody is woken only for a change that is certain (Holm's correction over every test of the window, of all segments too,
 * at the false-alarm rate), larger than natural days go, and large: all three. A certain, unnatural, smaller change is a notice.
 * What features and the score show beside a raw input is its consequence: it is named there and gets no finding of its own.
 * Pure.
 */
export function judgeWindow(reference: ReferenceProfile, counts: JudgedCounts, options: VerdictOptions): WindowVerdict {
  const { segmentations = [] } = counts;
  const day = dayOfWindow(reference, options.during);
  const whole = judgeColumns(reference, counts, { natural: (group, profile) => naturalOf(reference, group, profile.name), day });
  const parts = judgeParts(reference, segmentations, day);
  const mixes = judgeMixes(reference, segmentations, day);
  const sure = correct([whole, ...parts.map(({ columns }) => columns), mixes]);
  const about = (table: WindowCounts): DiscoverContext => ({ sure, options, rows: { input: table.inputs.rows, feature: table.features.rows, score: table.score.rows } });
  const discoveries = placeDiscoveries(reference, counts, {
    segmentations,
    whole: whole.flatMap((column) => discover(column, about(counts)) ?? []),
    parts: parts.map((part) => ({ ...part, found: part.columns.flatMap((column) => discover(column, about(part.counts)) ?? []) })),
    mixes: mixes.flatMap((mix) => discover(mix, about(counts)) ?? []),
    options,
  });
  return {
    columns: whole.map(({ group, comparison, suspicions }) => ({ ...comparison, group, p: sure.get(suspicions.at(-1)!)! })),
    discoveries: [...foldLost(foldFollowers(discoveries.filter(({ kind }) => kind !== 'mix'))), ...discoveries.filter(({ kind }) => kind === 'mix')].sort(worstFirst),
    segments: reportSegments(reference, segmentations, parts),
  };
}

/** The p of every test, corrected for all of them. */
function correct(judged: readonly (readonly JudgedColumn[])[]): ReadonlyMap<Suspicion, number> {
  const columns = judged.flat();
  const suspicions = columns.flatMap((column) => column.suspicions);
  const tests = columns.reduce((sum, { suspicions: [first] }) => sum + (first?.kind === 'mix' ? 1 : TESTS_A_COLUMN), 0);
  const corrected = holm([...suspicions.map(({ p }) => p), ...Array.from({ length: Math.max(0, tests - suspicions.length) }, () => 1)]);
  return new Map(suspicions.map((suspicion, i) => [suspicion, corrected[i]!]));
}

/**
 * Keeps the worst discovery's group and those before it: what features and the score show besides is told by the worst as its consequence.
 * A feature that only repeats a raw input is its follower in any case, and the columns of answers (the score, the classes) are one thing.
 */
function foldFollowers(all: readonly Discovery[]): Discovery[] {
  const [cause] = [...all].sort(worstFirst);
  if (cause === undefined) return [];
  const inputs = new Set(all.filter((discovery) => discovery.group === 'input').map((discovery) => discovery.column));
  const follows = ({ group, column }: Discovery): boolean =>
    orderOf(group) > orderOf(cause.group) || (group !== 'input' && inputs.has(column)) || (group === 'score' && cause.group === 'score' && column !== cause.column);
  const followers = [...new Set(all.filter(follows).map((discovery) => discovery.column))].filter((name) => name !== cause.column);
  return all.filter((discovery) => !follows(discovery)).map((discovery) => (discovery === cause ? { ...cause, followers } : discovery));
}

/** Makes one discovery of the raw inputs that are missing in as many rows, in the same segments: the first of them, which names the others. */
function foldLost(all: readonly Discovery[]): Discovery[] {
  const keyOf = ({ kind, group, urgency, effect, rows, where }: Discovery): string | null =>
    kind === 'missing' && group === 'input' ? JSON.stringify([urgency, effect, rows, where]) : null;
  return all.flatMap((discovery): Discovery[] => {
    const key = keyOf(discovery);
    const lost = key === null ? [discovery] : all.filter((one) => keyOf(one) === key);
    if (lost.length === 1) return [discovery];
    if (lost[0] !== discovery) return [];
    return [{ ...discovery, followers: [...new Set(lost.flatMap(({ followers }) => followers))], together: lost.slice(1).map(({ column }) => column) }];
  });
}
