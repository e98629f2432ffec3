import { compileReader, oneOf, type Reader, Type } from '../../kernel/index.ts';
import { COLUMN_KINDS, SEVERITIES } from '../columns.ts';
import { dataErrors } from '../data.errors.ts';
import { type Contract, CONTRACT_POLICIES } from './contract.ts';
import { tableTestSchema } from './table-test.ts';
import { contractProblems } from './validate-contract.ts';

const optional = Type.Optional;
const closed = <T extends Parameters<typeof Type.Object>[0]>(members: T, description: string) => Type.Object(members, { additionalProperties: false, description });
const severity = optional(oneOf(SEVERITIES, 'how bad it is when a row fails; error by default'));
const owner = optional(Type.String({ description: 'who is to be asked when it fails' }));
const description = optional(Type.String({ description: 'for people' }));

const columnSchema = closed(
  {
    kind: oneOf(COLUMN_KINDS, 'the kind of its values; a timestamp is milliseconds since 1970, UTC'),
    nullable: Type.Boolean({ description: 'whether it may be empty' }),
    min: optional(Type.Number({ description: 'smallest value allowed' })),
    max: optional(Type.Number({ description: 'largest value allowed' })),
    values: optional(Type.Array(Type.String(), { description: 'the only values allowed' })),
    pattern: optional(Type.String({ description: 'a regular expression the whole text must match' })),
    unique: optional(Type.Boolean({ description: 'no value occurs twice' })),
    severity,
    owner,
    description,
  },
  'a column and its tests',
);

/** A contract as data: what a JSON file, the page or Python may say. Published as docs/reference/contract.schema.json. */
export const contractSchema = closed(
  {
    $schema: optional(Type.String({ description: 'where this schema is, for editors' })),
    columns: Type.Record(Type.String(), columnSchema, { description: 'the columns by name' }),
    conditions: optional(
      Type.Array(
        closed(
          {
            name: Type.String({ minLength: 1, description: 'names it in reports' }),
            expression: Type.String({ minLength: 1, description: 'CEL over the columns, true for a good row' }),
            severity,
            atMost: optional(Type.Number({ minimum: 0, maximum: 1, description: 'the share of rows that may fail; 0 by default' })),
            falseAlarm: optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.5, description: 'fail only when the rows beyond `atMost` are more than chance brings' })),
            owner,
            description,
          },
          'a condition on each row',
        ),
        { description: 'tests of whole rows' },
      ),
    ),
    tests: optional(Type.Array(tableTestSchema, { description: 'tests beyond those of single columns' })),
    volume: optional(closed({ min: optional(Type.Number()), max: optional(Type.Number()) }, 'rows expected in one table')),
    policy: optional(oneOf(CONTRACT_POLICIES, 'what happens to rows that fail: set aside, kept, or the whole table refused (the default)')),
    owner,
    description,
  },
  'the tests that data must pass',
);

/**
 * Reads a contract that is data, such as an imported JSON file. Throws DATA_CONTRACT_INVALID with all its problems at once.
 * @example
 * import flights from './contracts/flights.json' with { type: 'json' };
 * export default defineProject({ …, data: { flights: dataset({ contract: contractFrom(flights), … }) } });
 */
export function contractFrom(value: unknown): Contract {
  const reader = compileReader(contractSchema) as unknown as Reader<Contract & { readonly $schema?: string }>;
  const problems = reader.problems(value);
  if (problems.length > 0) throw dataErrors.CONTRACT_INVALID({ problems });
  const { $schema: _, ...contract } = value as Contract & { readonly $schema?: string };
  const wrong = contractProblems(contract);
  if (wrong.length > 0) throw dataErrors.CONTRACT_INVALID({ problems: wrong.map((message) => ({ path: '', message })) });
  return contract;
}
