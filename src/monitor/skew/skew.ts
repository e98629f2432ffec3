import { intervalSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';

/** What served values are held against: the release's feature code over the logged inputs, or the rows of the training dataset with the same key. */
export const SKEW_SOURCES = ['code', 'data'] as const;
export type SkewSource = (typeof SKEW_SOURCES)[number];

const valueSchema = Type.Unsafe<number | string | boolean | null>(
  Type.Union([Type.Number(), Type.String(), Type.Boolean(), Type.Null()], { description: 'null for a missing value' }),
);

export const skewedColumnSchema = Type.Object({
  column: Type.String(),
  group: oneOf(['input', 'feature'] as const),
  compared: Type.Integer({ description: 'predictions of which both values are known' }),
  mismatches: Type.Integer({ description: 'of which they differ by more than the tolerance' }),
  rate: Type.Number(),
  interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 % interval of the rate (Clopper-Pearson)' }),
  atLeast: Type.Number({ description: 'the rate is more than this, with an error of one in a thousand' }),
  skewed: Type.Boolean({ description: 'more than one in ten thousand differ, with an error of one in a thousand' }),
  largest: orNull(Type.Number({ description: 'the largest difference of two numbers that differ; null when all agree' })),
  examples: Type.Array(Type.Object({ predictionId: Type.String(), served: valueSchema, offline: valueSchema }), { description: 'at most five predictions' }),
});

/** How one column was served and how it is made again. */
export type SkewedColumn = ValueOf<typeof skewedColumnSchema>;

export const skewReportSchema = Type.Object({
  interval: intervalSchema('the event time of the predictions'),
  against: oneOf(SKEW_SOURCES),
  predictions: Type.Integer({ description: 'looked at' }),
  unmatched: Type.Integer({ description: 'of which the other side has none: refused ones, or keys that the dataset does not have' }),
  columns: Type.Array(skewedColumnSchema, { description: 'the worst first' }),
});

/** Where training and serving see other values. */
export type SkewReport = ValueOf<typeof skewReportSchema>;
