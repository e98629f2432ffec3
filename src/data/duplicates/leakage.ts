import { jsonSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';

/** What may leak from a test, or from the outcome, into training. */
export const LEAK_KINDS = ['same_rows', 'near_rows', 'same_keys', 'same_groups', 'time_overlap', 'target', 'after_event', 'repeated_rows', 'conflicting_labels'] as const;
export type LeakKind = (typeof LEAK_KINDS)[number];

const leakSchema = Type.Object({
  kind: oneOf(LEAK_KINDS),
  severity: oneOf(['leak', 'notice'], 'a leak makes the test look better than the model is; a notice is worth a look'),
  columns: Type.Array(Type.String(), { description: 'by which it was found' }),
  count: Type.Integer({ description: 'rows of the test that are concerned, or of the training rows where it is about them' }),
  share: Type.Number({ description: 'of these rows' }),
  message: Type.String(),
  todo: Type.String({ description: 'what to do' }),
  examples: Type.Array(Type.Record(Type.String(), jsonSchema('a value of the row; an instant as a date')), { description: 'at most five' }),
});

/** One thing that may make a test say more than is true. */
export type Leak = ValueOf<typeof leakSchema>;

export const leakageSchema = Type.Object(
  {
    train: Type.Integer({ description: 'training rows' }),
    test: Type.Integer({ description: 'test rows' }),
    columns: Type.Array(Type.String(), { description: 'by which rows were compared' }),
    near: Type.Object(
      {
        rows: Type.Integer({ description: 'different rows that were compared for nearness' }),
        least: Type.Number({ description: 'share of common tokens from which rows are near' }),
        recall: Type.Number({ description: 'chance that a pair just so near is found' }),
        crowded: Type.Integer({ description: 'rows that were compared with some of their likes only' }),
      },
      { description: 'how near rows were sought' },
    ),
    label: orNull(Type.String({ description: 'the label, when there is one' })),
    above: Type.Optional(Type.Number({ description: 'of a label that is a number, the middle of the training rows: each column was asked whether the label is above it' })),
    power: Type.Array(
      Type.Object({
        column: Type.String(),
        of: Type.Optional(Type.String({ description: 'of several classes, the one that it tells best' })),
        auc: Type.Number({ description: 'of this column alone, learnt from the training rows, on the test rows' }),
        interval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 % interval of the AUC' }),
      }),
      { description: 'how well each column alone tells the label: of numbers whether it is above their middle, of several classes whether it is a certain one; best first' },
    ),
    leaks: Type.Array(leakSchema, { description: 'leaks first' }),
  },
  { description: 'what leaks between training and test' },
);

/** What leaks between training and test. */
export type Leakage = ValueOf<typeof leakageSchema>;

/** What the columns of the tables are. */
export interface LeakageOrder {
  /** The outcome: 0 or 1, a number, or one of several classes. */
  readonly label?: string;
  /** Names a unit. */
  readonly key?: string;
  /** Further columns that name what must not be on both sides: a customer, a device. */
  readonly groups?: readonly string[];
  /** When a row happened. */
  readonly eventAt?: string;
  /** Columns that no model is given: they are neither compared nor suspected. */
  readonly ignore?: readonly string[];
  /** Share of common tokens from which rows are near. @default 0.8 */
  readonly near?: number;
}
