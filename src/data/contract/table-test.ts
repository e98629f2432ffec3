import { oneOf, type TSchema, Type, type ValueOf, writtenDurationSchema } from '../../kernel/index.ts';
import { type ColumnKind, type Columns, SEVERITIES } from '../columns.ts';
import { BATCH_CHANGES } from '../drift/trace.ts';

/** What a test of the list `tests` looks at; a closed set. The first five look at single rows, the next three at rows among others, the rest at the table as a whole. */
export const TEST_KINDS = [
  'missing',
  'range',
  'values',
  'pattern',
  'decimals',
  'unique',
  'reference',
  'ordered',
  'aggregate',
  'pointMass',
  'volume',
  'freshness',
  'distribution',
  'drift',
  'sql',
] as const;
export type TestKind = (typeof TEST_KINDS)[number];

/** What `aggregate` can measure. */
export const AGGREGATES = ['mean', 'sum', 'sd', 'min', 'max', 'quantile', 'distinct', 'distinctShare'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

const optional = Type.Optional;
const column = Type.String({ minLength: 1, description: 'the column' });
const columns = Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'the columns' });
const share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

/** What every test may say about itself. */
const facts = {
  name: optional(Type.String({ minLength: 1, description: 'names it in reports; by default what it tests' })),
  severity: optional(oneOf(SEVERITIES, 'how bad it is when it fails; error by default')),
  owner: optional(Type.String({ description: 'who is to be asked when it fails' })),
  description: optional(Type.String({ description: 'why it is there, for people' })),
};

/** How many rows may fail. */
const allowance = {
  atMost: optional(share('the share of rows that may fail; 0 by default')),
  falseAlarm: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 0.5, description: 'fail only when the rows beyond `atMost` are more than chance brings: the level of an exact binomial test' }),
  ),
};

const tested = <K extends TestKind, M extends Record<string, TSchema>>(test: K, description: string, members: M) =>
  Type.Object({ test: Type.Literal(test), ...members, ...facts }, { additionalProperties: false, description });

/** How the values of one column fall into cells: numbers between ascending edges (a value at an edge belongs above it), texts by value; one more cell than is listed. */
const cellsSchema = Type.Union([
  Type.Object({ edges: Type.Array(Type.Number()) }, { additionalProperties: false, description: 'numbers; of an instant the minute of the day, UTC' }),
  Type.Object({ values: Type.Array(Type.String()) }, { additionalProperties: false, description: 'texts; all others share the last cell' }),
]);
export type Cells = ValueOf<typeof cellsSchema>;

const expectedSchema = Type.Object(
  {
    cells: Type.Array(cellsSchema, { minItems: 1, maxItems: 2, description: 'of each column' }),
    counts: Type.Array(Type.Integer({ minimum: 0 }), {
      description: 'rows seen in each cell, the cells of the last column running fastest; they also say how sure the shares are',
    }),
  },
  { additionalProperties: false, description: 'the distribution itself' },
);
/** A distribution as a contract states it. */
export type ExpectedCells = ValueOf<typeof expectedSchema>;

const tableOfReference = Type.Union(
  [
    Type.Object(
      {
        file: Type.String({ minLength: 1, description: 'a Parquet, Arrow or CSV file of the project' }),
        digest: optional(Type.String({ description: 'its content; another file of this name is no reference' })),
      },
      { additionalProperties: false },
    ),
    Type.Object(
      {
        version: Type.String({ minLength: 1, description: 'the id of a dataset version, or its first digits' }),
        last: optional(Type.Integer({ minimum: 1, description: 'its newest parts; all by default' })),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'rows to compare with' },
);
/** Where rows to compare with are. */
export type ReferenceTable = ValueOf<typeof tableOfReference>;

const allowedChange = Type.Object(
  {
    change: oneOf(BATCH_CHANGES, 'what changes'),
    column: Type.String({ minLength: 1, description: 'the column, or `*` for whole rows' }),
    other: optional(Type.String({ description: 'the other column of a pair' })),
    atMost: share('the size that is usual: a share of rows, or a distance for `drift`; at 1 it is never a finding'),
  },
  { additionalProperties: false, description: 'what changes by nature' },
);

export const tableTestSchema = Type.Union([
  tested('missing', 'At most this share of the rows has no value.', { column, ...allowance }),
  tested('range', 'Numbers and instants (ms) lie between two bounds.', {
    column,
    min: optional(Type.Number({ description: 'at least' })),
    max: optional(Type.Number({ description: 'at most' })),
    ...allowance,
  }),
  tested('values', 'Texts are of a set.', { column, values: Type.Array(Type.String(), { minItems: 1, description: 'the set' }), ...allowance }),
  tested('pattern', 'The whole text matches a regular expression.', { column, pattern: Type.String({ description: 'the expression' }), ...allowance }),
  tested('decimals', 'Numbers have at most so many decimals.', { column, max: Type.Integer({ minimum: 0, maximum: 9, description: 'so many' }), ...allowance }),
  tested('unique', 'No two rows have the same values in these columns; rows with a missing one do not count.', { columns, ...allowance }),
  tested('reference', 'The values of these columns occur in another dataset; rows with a missing one do not count.', {
    columns,
    to: Type.Object(
      {
        dataset: Type.String({ minLength: 1, description: 'its name' }),
        version: optional(Type.String({ description: 'the id of a version of it, or its first digits; the newest by default' })),
        columns: optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'its columns, in the same order; those of the same names by default' })),
      },
      { additionalProperties: false, description: 'the other dataset' },
    ),
    ...allowance,
  }),
  tested('ordered', 'No value is below the one before it, in the order of the rows.', {
    column,
    by: optional(Type.Array(Type.String(), { description: 'within rows that agree in these columns' })),
    strictly: optional(Type.Boolean({ description: 'nor the same' })),
    ...allowance,
  }),
  tested('aggregate', 'A number measured over all rows lies between two bounds.', {
    column,
    of: oneOf(AGGREGATES, 'what is measured'),
    at: optional(share('of a quantile: which, 0.5 is the median')),
    min: optional(Type.Number({ description: 'at least' })),
    max: optional(Type.Number({ description: 'at most' })),
  }),
  tested('pointMass', 'No single value is that of more than this share of the rows.', { column, ...allowance }),
  tested('volume', 'The number of rows lies between two bounds, or within what the last versions predict.', {
    min: optional(Type.Number({ description: 'at least' })),
    max: optional(Type.Number({ description: 'at most' })),
    last: optional(Type.Integer({ minimum: 2, description: 'compare with so many versions before: Student prediction limits of the logarithm' })),
    falseAlarm: optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.5, description: 'the chance that the limits are left by chance; 0.01 by default' })),
  }),
  tested('freshness', 'The newest instant is not older than this when the table is checked.', { column, within: writtenDurationSchema('so old') }),
  tested('distribution', 'The values of one column, or of a pair, are distributed as before: an alarm needs an effect and a test that rules out chance.', {
    columns: Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 2, description: 'one column, or two that are looked at together' }),
    against: Type.Union(
      [
        expectedSchema,
        Type.Literal('reference', { description: 'the reference profile of the release, or the version before' }),
        Type.Object({ version: Type.String({ minLength: 1, description: 'the id of a version, or its first digits' }) }, { additionalProperties: false }),
        Type.Object({ last: Type.Integer({ minimum: 1, description: 'so many versions before' }) }, { additionalProperties: false }),
      ],
      { description: 'what it is compared with' },
    ),
    falseAlarm: optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.5, description: 'the level of the test; 0.001 by default' })),
    minEffect: optional(share('the smallest total variation distance that matters; 0.05 by default')),
  }),
  tested('drift', 'The rows are more of what they are compared with, by the whole battery of `capstan data drift`: columns, pairs, whole rows, corrected for all tests together.', {
    against: Type.Array(tableOfReference, { minItems: 1, description: 'the rows that they are compared with, all together' }),
    falseAlarm: optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.5, description: 'the chance of any finding in more of the same; 0.01 by default' })),
    by: optional(
      Type.String({ minLength: 1, description: 'the column by whose values both are cut into segments, each compared with its own; another mix of these alone is a warning' }),
    ),
    allow: optional(Type.Array(allowedChange, { description: 'changes that are usual up to a size' })),
  }),
  tested(
    'sql',
    'A query over the table `data`, in DuckDB’s SQL, finds no row; it reads nothing else. Over `numbered`, which has a column `row_number` as well, it says which rows fail.',
    {
      query: Type.String({ minLength: 1, description: 'its rows are the failures' }),
    },
  ),
]);

/** One entry of a contract's `tests`, whatever its columns are called. */
export type AnyTableTest = ValueOf<typeof tableTestSchema>;

/** The columns of a set whose kind is one of these. */
type NamesOf<C extends Columns, K extends ColumnKind> = { [N in keyof C & string]: K & C[N]['kind'] extends never ? never : N }[keyof C & string];

type KindsFor<T extends TestKind> = T extends 'range'
  ? 'number' | 'integer' | 'timestamp'
  : T extends 'decimals'
    ? 'number' | 'integer'
    : T extends 'values' | 'pattern'
      ? 'string'
      : T extends 'freshness'
        ? 'timestamp'
        : ColumnKind;

type OfColumns<T, C extends Columns> = T extends { readonly test: infer K extends TestKind }
  ? {
      readonly [M in keyof T]: M extends 'column'
        ? NamesOf<C, KindsFor<K>>
        : M extends 'columns' | 'by'
          ? T[M] extends string | undefined
            ? keyof C & string
            : readonly (keyof C & string)[]
          : T[M];
    }
  : never;

/** One entry of a contract's `tests`, its columns of these: a misspelt one, or one of a kind that the test does not fit, is a type error. */
export type TableTest<C extends Columns = Columns> = OfColumns<AnyTableTest, C>;
