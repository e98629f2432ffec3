import { digestSchema, jsonSchema, oneOf, orNull, type TSchema, Type, type ValueOf } from '../kernel/index.ts';
import { COLUMN_KINDS } from './columns.ts';
import { contractFailureSchema } from './contract/contract-result.ts';
import { datasetPartSchema } from './dataset-version.ts';

const beforeAfter = <S extends TSchema>(value: S, description: string) => Type.Object({ before: value, after: value }, { description });
const ofNumbers = (what: string) => beforeAfter(orNull(Type.Number()), `${what} of the numbers, of a timestamp’s minutes since midnight UTC; null for texts`);

const valueSetSchema = (description: string) =>
  Type.Object(
    {
      values: Type.Integer({ description: 'how many there are' }),
      rows: Type.Integer({ description: 'rows that hold them' }),
      top: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }), { description: 'the ten most frequent' }),
    },
    { description },
  );

/** Some values, how many there are, and how many rows hold them. */
export type ValueSet = ValueOf<ReturnType<typeof valueSetSchema>>;

const valueChangeSchema = Type.Object({ value: Type.String(), before: Type.Number(), after: Type.Number() });

/** A value and its share of the rows on both sides. */
export type ValueChange = ValueOf<typeof valueChangeSchema>;

const columnDiffSchema = Type.Object({
  name: Type.String(),
  kind: oneOf(COLUMN_KINDS),
  totalVariation: Type.Number({ description: 'share of rows that would have to move, over the bins of the side before, missing and unseen values among them; 0..1' }),
  hellinger: Type.Number({ description: 'Hellinger distance over the same bins, 0..1' }),
  kolmogorov: orNull(Type.Number({ description: 'Kolmogorov-Smirnov statistic of the exact values; null for texts' })),
  missing: beforeAfter(Type.Number(), 'share of rows without a value'),
  distinct: beforeAfter(Type.Integer(), 'different values'),
  mean: ofNumbers('the mean'),
  sd: ofNumbers('the standard deviation'),
  min: ofNumbers('the least'),
  max: ofNumbers('the greatest'),
  appeared: valueSetSchema('texts that occur after only'),
  vanished: valueSetSchema('texts that occur before only'),
  span: Type.Optional(beforeAfter(orNull(Type.Object({ from: Type.Number(), to: Type.Number() })), 'of instants: the first and the last, in ms since 1970; null of none')),
  bins: Type.Array(
    Type.Object({
      value: orNull(Type.String({ description: 'the one value; null for a range' })),
      from: orNull(Type.Number({ description: 'the range begins with this' })),
      to: orNull(Type.Number({ description: 'the range ends before this' })),
      before: Type.Integer({ description: 'rows' }),
      after: Type.Integer({ description: 'rows' }),
    }),
    { description: 'both distributions: numbers over the bins of the side before, of texts the twelve most frequent, then all others' },
  ),
  changes: Type.Array(valueChangeSchema, { description: 'the five values whose share of the rows changed most' }),
});

/** How one column's distribution differs. */
export type ColumnDiff = ValueOf<typeof columnDiffSchema>;

const exampleSchema = Type.Record(Type.String(), jsonSchema('a value of the row; an instant as a date'));

const rowsByKeySchema = Type.Object(
  {
    key: Type.String({ description: 'the column that names a unit' }),
    unnamed: Type.Integer({ description: 'rows of either side that have no key, or one that is there more than once: they are left out' }),
    added: Type.Integer({ description: 'rows whose key was not there' }),
    removed: Type.Integer({ description: 'rows whose key is no more' }),
    changed: Type.Integer({ description: 'rows with other values' }),
    same: Type.Integer({ description: 'rows of other files with the values that they had' }),
    columns: Type.Array(Type.Object({ name: Type.String(), rows: Type.Integer() }), { description: 'in which rows changed, and how many' }),
    examples: Type.Object(
      {
        added: Type.Array(exampleSchema),
        removed: Type.Array(exampleSchema),
        changed: Type.Array(
          Type.Object({
            key: Type.String(),
            columns: Type.Array(Type.Object({ name: Type.String(), before: jsonSchema('its value; an instant as a date'), after: jsonSchema('its value; an instant as a date') })),
          }),
        ),
      },
      { description: 'at most five each' },
    ),
  },
  { description: 'rows compared by their key' },
);

/** How rows differ that have the same key. */
export type RowsByKey = ValueOf<typeof rowsByKeySchema>;

const diffSideSchema = Type.Object({
  name: Type.String({ description: 'as it was named' }),
  version: orNull(digestSchema('the dataset version; null for a file')),
  number: orNull(Type.Integer({ description: 'its position among the versions of its dataset; null for a file' })),
  rows: Type.Integer(),
  verdict: orNull(Type.String({ description: 'what its contract said of the part that it added; null for a file' })),
  dropped: Type.Integer({ description: 'rows set aside' }),
  failures: Type.Array(contractFailureSchema),
});

/** One side of a comparison. */
export type DiffSide = ValueOf<typeof diffSideSchema>;

export const datasetDiffSchema = Type.Object({
  dataset: orNull(Type.String({ description: 'of which both are versions, or the one that is no file; null for two files' })),
  before: diffSideSchema,
  after: diffSideSchema,
  rows: Type.Object(
    { added: Type.Integer(), removed: Type.Integer(), kept: Type.Integer() },
    { description: 'of versions by the files that they consist of; of files by the values of the columns that both have' },
  ),
  byKey: orNull(rowsByKeySchema),
  parts: Type.Object({ added: Type.Array(datasetPartSchema), removed: Type.Array(datasetPartSchema), kept: Type.Integer() }),
  columns: Type.Object({
    added: Type.Array(Type.String()),
    removed: Type.Array(Type.String()),
    changed: Type.Array(Type.Object({ name: Type.String(), before: oneOf(COLUMN_KINDS), after: oneOf(COLUMN_KINDS) })),
  }),
  compared: oneOf(
    ['added rows with those before', 'all rows'],
    'when the later version continues the earlier one, its added rows are compared with all that were there before, so that they are not diluted',
  ),
  distributions: Type.Array(columnDiffSchema, { description: 'columns of both sides, most changed first' }),
});

/** What changed from one table to another. */
export type DatasetDiff = ValueOf<typeof datasetDiffSchema>;
