import { binOf, type ColumnProfile, judgeColumn, type NaturalVariation, NO_DAYS, phaseDuring } from '../../data/index.ts';
import type { ReferenceProfile, SegmentedReference } from '../../train/index.ts';
import type { FindingKind, Where } from '../finding.ts';
import type { ColumnGroup } from '../window.ts';
import type { JudgedPart } from './judge-segments.ts';
import type { SegmentedCounts } from '../../serve/index.ts';
import { type Discovery, excess, type VerdictOptions, NOTICE_PART, pageFrom } from './discover.ts';
import { dayOfWindow, naturalOf, profilesOf, type WindowCounts } from './judge-columns.ts';

/** What the whole, its segments and their mix showed, each by itself. */
export interface Shown {
  readonly segmentations: readonly SegmentedCounts[];
  readonly whole: readonly Discovery[];
  readonly parts: readonly (JudgedPart & { readonly found: readonly Discovery[] })[];
  readonly mixes: readonly Discovery[];
  readonly options: VerdictOptions;
}

/** Segments show most of a change of the whole when they make up so much of it. */
const MOST = 0.5;

/**
 * Says of each change where it is: in the whole, in some segments alone, or in their mix only. What the whole is expected to be under the window's mix (direct standardisation: each segment as in its reference,
 * with the rows that it has now) is no change of the column, though it looks like one (Simpson, J. R. Stat. Soc. B 1951): it follows from the mix, which is named once.
 */
export function placeDiscoveries(reference: ReferenceProfile, counts: WindowCounts, { segmentations, whole, options, ...shown }: Shown): Discovery[] {
  // An input whose own values are broken cuts nothing.
  const broken = new Set(whole.filter((discovery) => discovery.group === 'input' && discovery.urgency === 'page' && !isOfMix(discovery)).map(({ column }) => column));
  const parts = shown.parts.filter(({ column }) => !broken.has(column));
  const mixes = shown.mixes.filter(({ column }) => !broken.has(column));
  const followers = new Map(mixes.map((mix) => [mix, [] as string[]]));
  const left = whole.flatMap((discovery): Discovery[] => {
    for (const mix of mixes) {
      const rest = withoutMix(reference, counts, { discovery, mix, options, segmentations });
      if (rest === undefined) continue;
      if (rest < NOTICE_PART * pageFrom(discovery.kind, options)) {
        if (discovery.column !== mix.column) followers.get(mix)!.push(discovery.column);
        return [];
      }
      if (rest < pageFrom(discovery.kind, options)) return [{ ...discovery, urgency: 'notice' }];
    }
    return [discovery];
  });
  const placed = new Map(left.map((discovery) => [keyOf(discovery), discovery]));
  for (const [key, { best, where, moved }] of findPlaces(parts)) {
    const known = placed.get(key);
    if (known === undefined || (known.urgency === 'notice' && best.urgency === 'page')) placed.set(key, { ...best, where: { ...where, alone: true } });
    else if (moved >= MOST * known.effect * counts.inputs.rows) placed.set(key, { ...known, where: { ...where, alone: false } });
  }
  return [...placed.values(), ...mixes.map((mix) => ({ ...mix, followers: followers.get(mix)! }))];
}

const keyOf = ({ group, column }: Pick<Discovery, 'group' | 'column'>): string => `${group} ${column}`;

interface Place {
  readonly best: Discovery;
  readonly where: Omit<Where, 'alone'>;
  /** Rows that would have to move in those segments. */
  readonly moved: number;
}

/** Of each column the segments that show the worst change of it, by the input whose segments show it most; none where all of them do. */
function findPlaces(parts: Shown['parts']): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const column of new Set(parts.map((part) => part.column))) {
    const cut = parts.filter((part) => part.column === column);
    const found = new Map<string, { discovery: Discovery; value: string }[]>();
    for (const { value, found: discoveries } of cut)
      // An input that cuts is all one value in its own segments.
      for (const discovery of discoveries)
        if (!(discovery.group === 'input' && discovery.column === column)) found.set(keyOf(discovery), [...(found.get(keyOf(discovery)) ?? []), { discovery, value }]);
    for (const [key, list] of found) {
      const ordered = list.toSorted((a, b) => rank(a.discovery) - rank(b.discovery) || excess(b.discovery) - excess(a.discovery));
      const best = ordered[0]!.discovery;
      // What the others show besides is another matter.
      const alike = ordered.filter(({ discovery }) => discovery.kind === best.kind);
      if (alike.length === cut.length && cut.length > 1) continue;
      const known = places.get(key);
      if (known !== undefined && (rank(known.best) < rank(best) || excess(known.best) >= excess(best))) continue;
      const moved = alike.reduce((sum, { discovery }) => sum + discovery.effect * discovery.rows, 0);
      places.set(key, { best, where: { column, values: alike.map(({ value }) => value) }, moved });
    }
  }
  return places;
}

const rank = ({ urgency }: Discovery): number => (urgency === 'page' ? 0 : 1);

/** Kinds that another mix may look like. */
const MIXABLE: readonly FindingKind[] = ['drift', 'score_drift', 'missing', 'unseen', 'constant'];

/** One value that holds this much is no matter of the mix. */
const NEARLY_ALL = 0.9;

/** Whether other shares of the values themselves are all that a finding says. */
const isOfMix = ({ kind, effect }: Discovery): boolean => kind === 'drift' || (kind === 'constant' && effect < NEARLY_ALL);

/** How far beyond nature a change goes that remains when the reference has the window's mix; undefined where the mix has nothing to do with it. */
function withoutMix(
  reference: ReferenceProfile,
  counts: WindowCounts,
  { discovery, mix, options, segmentations }: Pick<Shown, 'options' | 'segmentations'> & { readonly discovery: Discovery; readonly mix: Discovery },
): number | undefined {
  const { kind, group, column, value } = discovery;
  if (!MIXABLE.includes(kind)) return undefined;
  if (group === 'input' && column === mix.column) return isOfMix(discovery) ? 0 : undefined;
  const at = reference.segmentations!.findIndex((one) => one.column === mix.column);
  const { profile, index, window } = columnOf(reference, counts, group, column);
  const cut = reference.segmentations![at]!;
  const now = segmentations[at]!.segments.map(({ rows }) => rows);
  const after = expectedShares(cut, now, index);
  const shiftFrom = (usual: readonly number[]): number[] => {
    const before = expectedShares(cut, usual, index);
    return after.map((share, cell) => share - before[cell]!);
  };
  if (kind === 'constant') {
    const cell = profile.kind === 'string' ? profile.top.findIndex((top) => top.value === value) : binOf(profile.edges, Number(value));
    return discovery.effect - Math.max(discovery.natural, after[cell] ?? 0);
  }
  const natural = naturalOf(reference, group, column);
  const day = dayOfWindow(reference, options.during);
  const usual = cut.segments.map(({ rows }) => rows);
  // The days of one part of the week had the mix of that part.
  const own = cut.weekly && phaseDuring({ ...NO_DAYS, weekly: cut.weekly }, day)?.own.cells;
  const { suspicions } = judgeColumn({
    profile: shiftProfile(profile, shiftFrom(usual)),
    natural: natural && shiftSeason(natural, shiftFrom(own ?? usual), day),
    window,
    day,
  });
  const same = suspicions.find((one) => one.kind === (kind === 'score_drift' ? 'drift' : kind));
  return same === undefined || same.p > options.falseAlarm ? 0 : excess(same);
}

function columnOf(reference: ReferenceProfile, counts: WindowCounts, group: ColumnGroup, name: string) {
  const { input, feature, score } = profilesOf(reference);
  const [profiles, table, first] = {
    input: [input, counts.inputs, 0] as const,
    feature: [feature, counts.features, input.length] as const,
    score: [score, counts.score, input.length + feature.length] as const,
  }[group];
  const at = profiles.findIndex((profile) => profile.name === name);
  return { profile: profiles[at]!, window: table.columns[at]!, index: first + at };
}

/** The shares of a column's cells with a mix of segments, each as in the reference. Segments that the reference does not have say nothing. */
function expectedShares({ segments }: SegmentedReference, weights: readonly number[], column: number): number[] {
  const cells = segments.map((segment) => segment.cells[column]!);
  const sizes = cells.map((counts) => counts.reduce((a, b) => a + b, 0));
  const total = weights.reduce((sum, weight, i) => sum + (sizes[i] === 0 ? 0 : weight), 0);
  return cells[0]!.map((_, cell) => cells.reduce((sum, counts, i) => sum + (sizes[i] === 0 ? 0 : (weights[i]! / total) * (counts[cell]! / sizes[i]!)), 0));
}

const shiftCells = (cells: readonly number[], shift: readonly number[]): number[] => {
  const rows = cells.reduce((a, b) => a + b, 0);
  return cells.map((count, cell) => Math.max(0, Math.round(count + rows * shift[cell]!)));
};

/** The column as another mix would make it. Its cells are the bins, the rest and the missing: see `cellsOf`. */
function shiftProfile(profile: ColumnProfile, shift: readonly number[]): ColumnProfile {
  const texts = profile.kind === 'string';
  const bins = texts ? profile.top.map((top) => top.count) : profile.counts;
  const present = bins.reduce((a, b) => a + b, 0);
  const moved = shiftCells([...bins, Math.max(0, profile.rows - profile.nulls - present), profile.nulls], shift);
  const rows = moved.reduce((a, b) => a + b, 0);
  const whole = { ...profile, rows, nulls: moved.at(-1)! };
  return texts ? { ...whole, top: profile.top.map((top, i) => ({ ...top, count: moved[i]! })) } : { ...whole, counts: moved.slice(0, bins.length) };
}

/** Where days of the week differ, the window's own day as another mix would make it. */
function shiftSeason(natural: NaturalVariation, shift: readonly number[], day: number | undefined): NaturalVariation {
  const { weekly } = natural;
  const phase = phaseDuring(natural, day)?.phase;
  return weekly === undefined || phase === undefined
    ? natural
    : { ...natural, weekly: { ...weekly, cells: weekly.cells.map((cells, i) => (i === phase ? shiftCells(cells, shift) : cells)) } };
}
