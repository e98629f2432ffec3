import { oneOf, Type, type ValueOf } from '../../kernel/index.ts';
import { COLUMN_KINDS, SEVERITIES } from '../columns.ts';

/** Why a test failed; a closed set. */
export const CONTRACT_REASONS = [
  'missing_column',
  'unexpected_column',
  'wrong_type',
  'null',
  'out_of_range',
  'not_in_set',
  'pattern',
  'decimals',
  'duplicate',
  'orphan',
  'unordered',
  'condition',
  'aggregate',
  'point_mass',
  'volume',
  'stale',
  'distribution',
  'drift',
  'sql',
] as const;
export type ContractReason = (typeof CONTRACT_REASONS)[number];

export const contractFailureSchema = Type.Object({
  column: Type.String({ description: 'the column, or the condition’s name, or * for the table' }),
  reason: oneOf(CONTRACT_REASONS),
  severity: oneOf(SEVERITIES),
  rows: Type.Integer({ description: 'rows that fail' }),
  fraction: Type.Number({ description: 'their share of all rows, 0..1' }),
  message: Type.String(),
  test: Type.Optional(Type.String({ description: 'the test of the list `tests` that failed: its name, or its kind' })),
  owner: Type.Optional(Type.String({ description: 'who is to be asked' })),
  description: Type.Optional(Type.String({ description: 'why the test is there' })),
  examples: Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'at most five of the rows' }),
});

/** One failed test, with its count and at most five examples. */
export type ContractFailure = ValueOf<typeof contractFailureSchema>;

export const contractResultSchema = Type.Object(
  {
    rows: Type.Integer({ description: 'rows that were tested' }),
    failures: Type.Array(contractFailureSchema),
    verdict: oneOf(['passed', 'warned', 'failed']),
    dropped: Type.Integer({ description: 'rows set aside under the policy drop' }),
    skipped: Type.Optional(
      Type.Array(Type.Object({ test: Type.String(), why: Type.String() }), {
        description: 'tests that could not be judged here, such as a comparison with versions that are not there',
      }),
    ),
  },
  { description: 'what the contract said of the part that the version added' },
);

/** The outcome of a contract on a table. */
export type ContractResult = ValueOf<typeof contractResultSchema>;

/** One thing wrong with one request. */
export interface Violation extends Pick<ContractFailure, 'column' | 'reason' | 'severity' | 'message'> {}

export const checkedSchema = Type.Object({
  table: Type.String({ description: 'what was checked' }),
  contract: Type.String({ description: 'what it was checked by' }),
  schema: Type.Array(Type.Object({ name: Type.String(), kind: oneOf(COLUMN_KINDS) }), { description: 'the columns of the contract' }),
  ...contractResultSchema.properties,
});

/** What a contract said of a table. */
export type CheckedAnswer = ValueOf<typeof checkedSchema>;
