import { cellsOf, type ColumnProfile, type Countable, createCounter, cutSegmentation, profileValues, SEGMENT_ROWS, segmentOf, type SegmentValue } from '../data/index.ts';
import { UTC } from '../kernel/index.ts';
import type { SegmentedReference, SegmentReference } from './candidate.ts';
import { measureBounds, measureMixes } from './measure-variation.ts';

/** The most frequent texts that a segment keeps of each column. */
const TOP_TEXTS = 64;

/** A column of the reference with its values, in order of their event times. */
export interface ValuedColumn {
  readonly profile: ColumnProfile;
  readonly values: ArrayLike<Countable>;
  readonly eventAt: Float64Array;
  /** Every `stride`-th row of the table has a value here. */
  readonly stride: number;
}

/** The columns of a reference. */
export interface ValuedColumns {
  readonly inputs: readonly ValuedColumn[];
  readonly features: readonly ValuedColumn[];
  readonly score: ValuedColumn;
  /** Of several classes: the predicted one, then the probability of each. */
  readonly classes?: readonly ValuedColumn[];
}

/**
 * Profiles the segments of a raw input, each by itself: at most 20 values and the others together; those with fewer than 500 rows only as a part of the whole.
 * It takes about as long again as the profiles of the whole.
 */
export function profileSegments(column: string, { inputs, features, score, classes = [] }: ValuedColumns, calendar = UTC): SegmentedReference {
  const { values, eventAt } = inputs.find(({ profile }) => profile.name === column)!;
  const segmentation = cutSegmentation(column, values as ArrayLike<SegmentValue>);
  const of = Uint8Array.from(values as ArrayLike<SegmentValue> & Iterable<SegmentValue>, segmentOf(segmentation) as (value: unknown) => number);
  const segments = segmentation.values.map((_, segment): SegmentReference => {
    const pick = (valued: ValuedColumn): ValuedColumn => pickRows(valued, (row) => of[row] === segment);
    const parts = { inputs: inputs.map(pick), features: features.map(pick), score: pick(score), classes: classes.map(pick) };
    const all = [...parts.inputs, ...parts.features, parts.score, ...parts.classes];
    const rows = of.reduce((count, one) => count + Number(one === segment), 0);
    const cells = all.map(({ profile, values: own }) => {
      const counter = createCounter({ rows: profile.rows, columns: [profile] });
      counter.addColumns(own.length, () => own);
      return cellsOf(counter.counts().columns[0]!);
    });
    if (rows < SEGMENT_ROWS) return { rows, cells, own: null };
    const profiles = all.map(profileOwn);
    const natural = all.map(({ values: own, eventAt: at }, i) => measureBounds(profiles[i]!, own, at, calendar));
    const scoreAt = inputs.length + features.length;
    const table = (from: number, to: number) => ({ rows, columns: profiles.slice(from, to) });
    return {
      rows,
      cells,
      own: {
        inputs: table(0, inputs.length),
        features: table(inputs.length, scoreAt),
        score: profiles[scoreAt]!,
        ...(classes.length > 0 && { classes: profiles.slice(scoreAt + 1) }),
        natural,
      },
    };
  });
  return { ...segmentation, ...measureMixes(of, segmentation.values.length, { eventAt, calendar }), segments };
}

function pickRows({ profile, values, eventAt, stride }: ValuedColumn, isIn: (row: number) => boolean): ValuedColumn {
  const rows: number[] = [];
  for (let at = 0; at < values.length; at++) if (isIn(at * stride)) rows.push(at);
  return { profile, values: rows.map((at) => values[at]), eventAt: Float64Array.from(rows, (at) => eventAt[at]!), stride };
}

/** The profile of a segment, without what no verdict reads. Its range is that of the whole: what is new for a segment but not for the whole is a matter of its distribution. */
function profileOwn({ profile: { name, kind, min, max }, values }: ValuedColumn): ColumnProfile {
  const { quantiles: _, lengths: _lengths, shapes: _shapes, coverage: _coverage, ...profile } = profileValues({ name, kind, values: values as readonly (string | null)[] });
  return { ...profile, min, max, top: profile.top.slice(0, TOP_TEXTS) };
}
