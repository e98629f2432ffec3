import { oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { figureSchema } from '../../train/schemas.ts';

/** What is predicted: one of two labels, one of several classes, a number, or an order within groups. */
export const TASKS = ['binary', 'multiclass', 'regression', 'ranking'] as const;
export type Task = (typeof TASKS)[number];

export const segmentSchema = Type.Object({
  column: orNull(Type.String({ description: 'by which it was cut; null for the whole' })),
  value: orNull(Type.String({ description: 'its value, or range of values' })),
  rows: Type.Integer({ description: 'with a label' }),
  groups: Type.Optional(Type.Integer({ description: 'of a ranking: with something relevant' })),
  metrics: Type.Array(figureSchema),
});

/** Rows that were measured together. */
export type Segment = ValueOf<typeof segmentSchema>;

export const calibrationSchema = Type.Object(
  {
    error: Type.Number({ description: 'expected calibration error over the bins' }),
    byChance: Type.Number({ description: 'what a calibrated model shows on as many rows' }),
    slope: figureSchema,
    intercept: figureSchema,
    bins: Type.Array(
      Type.Object({
        from: Type.Number(),
        to: Type.Number(),
        rows: Type.Integer(),
        meanScore: Type.Number(),
        rate: Type.Number({ description: 'share of label 1' }),
        interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 % interval of the rate' }),
      }),
      { description: 'reliability: bins of the score that have rows' },
    ),
  },
  { description: 'how scores agree with rates; slope 1 and intercept 0 are calibrated' },
);

/** How scores agree with rates. */
export type Calibration = ValueOf<typeof calibrationSchema>;

export const tableEstimateSchema = Type.Object(
  {
    rows: Type.Integer({ description: 'without a label, but with predictions' }),
    refusal: orNull(Type.String({ description: 'why nothing can be estimated' })),
    outside: Type.Optional(
      Type.Object({
        share: Type.Number({ description: 'of the rows, with a value that the reference has not' }),
        columns: Type.Array(Type.String(), { description: 'the most frequent first, five at most' }),
      }),
    ),
    metrics: Type.Array(figureSchema, { description: 'what labels would measure, from what scores mean, or what such rows lost, in the reference' }),
  },
  { description: 'of the rows without a label; null when there are none, or the task has no estimate' },
);

/** How a model is expected to do on rows without labels. */
export type TableEstimate = ValueOf<typeof tableEstimateSchema>;

export const evaluatedTableSchema = Type.Object({
  table: Type.String(),
  task: oneOf(TASKS),
  rows: Type.Integer(),
  labelled: Type.Integer(),
  left: Type.Integer({ description: 'rows left out because a prediction is missing' }),
  classes: Type.Array(Type.String(), { description: 'of classification; of two, the second is the one that scores speak of' }),
  segments: Type.Array(segmentSchema, { description: 'the whole first, then the values of each column by their rows' }),
  calibration: orNull(calibrationSchema),
  confusion: orNull(Type.Array(Type.Array(Type.Integer()), { description: 'of several classes: rows by true class, then by predicted one' })),
  estimated: orNull(tableEstimateSchema),
});

/** How predictions in a table did. */
export type EvaluatedTable = ValueOf<typeof evaluatedTableSchema>;
