import { defineOperation, type Instant, jsonSchema, type JsonValue, oneOf, parseInstant, type TSchema, Type, type ValueOf, writtenInstantSchema } from '../kernel/index.ts';
import { checkedSchema } from './contract/contract-result.ts';
import { CONTRACT_FORMATS, printContract } from './contract/print-contract.ts';
import type { DataRoom } from './data-room.ts';
import { dataErrors } from './data.errors.ts';
import { datasetDiffSchema } from './dataset-diff.ts';
import { driftReportSchema } from './drift/drift-report.ts';
import type { CompareOptions } from './find-drift.store.ts';
import type { DriftOrder } from './open-drift.store.ts';
import { tableProfileSchema } from './profile/profile.ts';
import { comparedSchema } from './report/compared.ts';

/** What of the room is asked. */
type Context = {
  readonly data: Pick<DataRoom, 'diff' | 'profileOf' | 'savedProfile' | 'drift' | 'driftReport' | 'check' | 'suggest' | 'importContract'>;
  readonly actor: string;
};

const tableName = Type.String({
  description: 'a Parquet, Arrow or CSV file, relative to the project, or what names a version: a dataset for its newest, or the first digits of an id',
});

const writtenContractSchema = Type.Object({
  contract: jsonSchema('the contract as data'),
  text: Type.String({ description: 'the contract as a file to keep' }),
  notes: Type.Array(Type.String(), { description: 'what there is to say of it' }),
});

/** A contract as a file to keep. */
export type WrittenContract = ValueOf<typeof writtenContractSchema>;

const profileInput = Type.Object({ table: Type.String({ description: 'a Parquet, Arrow or CSV file, what names a version, or a stored profile (.profile)' }) });

const driftInput = Type.Object({
  reference: Type.String({ description: 'a Parquet, Arrow or CSV file, what names a version, or a stored profile (.profile), which is read and never made anew' }),
  current: tableName,
  falseAlarm: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.2, default: 0.01, description: 'chance of any finding where nothing changed' })),
  by: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'a column by whose values both are cut into segments: each is compared with its own in the reference, and a change of their mix is told as that',
    }),
  ),
  history: Type.Optional(
    Type.Array(tableName, {
      maxItems: 400,
      description: 'earlier batches, which say what is natural; beside them a version means the rows that it added, and the reference those that none of them added',
    }),
  ),
  last: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, description: 'take as history so many versions before the current one' })),
  timeZone: Type.Optional(
    Type.String({ minLength: 1, description: 'IANA name of the time zone in whose days and weeks earlier batches are reckoned, by default that of the project, else UTC' }),
  ),
});

/** What is compared, and how. */
const orderOf = ({ falseAlarm, by, timeZone, ...order }: ValueOf<typeof driftInput>): [DriftOrder, CompareOptions] => [
  order,
  { ...(falseAlarm !== undefined && { falseAlarm }), ...(by !== undefined && { by }), ...(timeZone !== undefined && { timeZone }) },
];

/** The answer of an operation with a file that a command leaves: see `SavedFile`. */
const savedSchema = <S extends TSchema>(answer: S, what: string) => Type.Object({ answer, file: Type.String({ description: `${what}, in base64` }) });

/** What doors can do with tables: with files, and with versions where there are any. */
export const tableOperations = [
  defineOperation({
    name: 'data.diff',
    summary: 'Compare two versions of a dataset, or files: rows, columns, distributions, contracts.',
    permission: 'read',
    command: { words: 'data diff', positions: ['before', 'after'] },
    input: Type.Object({
      before: tableName,
      after: tableName,
      key: Type.Optional(Type.String({ minLength: 1, description: 'the column that names a unit, by which rows are compared; by default that of the dataset' })),
    }),
    output: datasetDiffSchema,
    run: async ({ data }: Context, { before, after, key }) => data.diff(before, after, key),
  }),
  defineOperation({
    name: 'data.profile',
    summary: 'Profile a file of the project, or show the stored profile of what a version added, or of a .profile file.',
    permission: 'read',
    command: {
      words: 'data profile',
      positions: ['table'],
      saves: {
        option: 'save',
        description: 'keep it in a file whose name ends in .profile, for `data drift`, `data check` and `data profile`',
        by: 'data.profile-file',
        ending: '.profile',
      },
    },
    input: profileInput,
    output: tableProfileSchema,
    run: ({ data }: Context, { table }) => data.profileOf(table),
  }),
  defineOperation({
    name: 'data.profile-file',
    summary: 'Profile a table and give the profile in its stored form, with its sketches: at most 10 kB a column.',
    permission: 'read',
    input: profileInput,
    output: savedSchema(tableProfileSchema, 'the stored profile'),
    async run({ data }: Context, { table }) {
      const { profile, bytes } = await data.savedProfile(table);
      return { answer: profile, file: Buffer.from(bytes).toString('base64') };
    },
  }),
  defineOperation({
    name: 'data.drift',
    summary: 'Judge a table beside a reference, column by column: what changed, how much, how sure that is, and in which rows.',
    permission: 'read',
    command: {
      words: 'data drift',
      positions: ['reference', 'current'],
      failed: (answer) => (answer as { verdict: string }).verdict === 'changed',
      saves: { option: 'report', description: 'write a page of HTML too: what was found, and every column over its reference', by: 'data.drift-report' },
    },
    input: driftInput,
    output: driftReportSchema,
    run: ({ data }: Context, input) => data.drift(...orderOf(input)),
  }),
  defineOperation({
    name: 'data.drift-report',
    summary: 'Judge a table beside a reference and make one page of HTML of it, which opens anywhere: findings, and every column over its reference.',
    permission: 'read',
    input: driftInput,
    output: Type.Object({
      ...savedSchema(driftReportSchema, 'the page, HTML').properties,
      columns: Type.Array(Type.Object({ column: Type.String(), ...comparedSchema.properties }), { description: 'both distributions of every column that both have' }),
    }),
    async run({ data }: Context, input) {
      const { drift, compared, page } = await data.driftReport(...orderOf(input));
      return { answer: drift, columns: compared.map((one) => ({ column: one.column, ...one.compared })), file: Buffer.from(page).toString('base64') };
    },
  }),
  defineOperation({
    name: 'data.check',
    summary:
      'Check a file of the project, or what a version added, by a contract; nothing is stored. Of a version, by its own, the rows that were set aside when it was made are told too.',
    permission: 'read',
    command: { words: 'data check', positions: ['table'], failed: (answer) => (answer as { verdict: string }).verdict === 'failed' },
    input: Type.Object({
      table: tableName,
      contract: Type.Optional(Type.String({ description: 'a JSON file of the project that holds the contract; by default that of the version’s dataset' })),
      stated: Type.Optional(jsonSchema('the contract itself, as JSON')),
      reference: Type.Optional(Type.String({ description: 'a stored profile (.profile) of the project, for distributions that are stated against the reference' })),
      now: Type.Optional(writtenInstantSchema('when it is, for freshness')),
    }),
    output: checkedSchema,
    run: async ({ data }: Context, { table, contract: file, stated, reference, now }) => {
      const at = now === undefined ? undefined : readInstant(now);
      const { contract, named, result } = await data.check(table, {
        ...(file !== undefined && { file }),
        ...(stated !== undefined && { stated }),
        ...(reference !== undefined && { reference }),
        ...(at !== undefined && { now: at }),
      });
      return { table, contract: named, schema: Object.entries(contract.columns).map(([name, { kind }]) => ({ name, kind })), ...result };
    },
  }),
  defineOperation({
    name: 'data.suggest',
    summary: 'Propose a contract from files or from the parts of versions: prediction bounds that clean batches keep, each with its reason.',
    permission: 'read',
    command: { words: 'data suggest', positions: ['tables'] },
    input: Type.Object({
      tables: Type.Array(tableName, { minItems: 1, description: 'files of the project, or versions' }),
      format: Type.Optional(oneOf(CONTRACT_FORMATS, 'what to print it as; typescript by default')),
      last: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 12, description: 'the newest parts of each version' })),
      falseAlarm: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 0.2, default: 0.01, description: 'the share of clean batches that may break it' })),
    }),
    output: writtenContractSchema,
    run: async ({ data }: Context, { tables, format = 'typescript', last, falseAlarm }) => {
      const { contract, notes } = await data.suggest(tables, { ...(last !== undefined && { last }), ...(falseAlarm !== undefined && { falseAlarm }) });
      return { contract: JSON.parse(JSON.stringify(contract)) as JsonValue, text: printContract(contract, format), notes: [...notes] };
    },
  }),
  defineOperation({
    name: 'data.import-contract',
    summary: 'Import a suite of Great Expectations (0.x and 1.x) or a schema of Pandera as a contract; what cannot be imported is listed by name.',
    permission: 'read',
    command: { words: 'data import-contract', positions: ['file'] },
    input: Type.Object({
      file: Type.String({ description: 'a JSON or YAML file of the project' }),
      table: Type.Optional(Type.String({ description: 'a file of the project, or a version, that has the columns: it tells their kinds where the rules do not' })),
      format: Type.Optional(oneOf(CONTRACT_FORMATS, 'what to print it as; typescript by default')),
    }),
    output: writtenContractSchema,
    run: async ({ data }: Context, { file, table, format = 'typescript' }) => {
      const { contract, left } = await data.importContract(file, table);
      const notes = left.map(({ name, reason }) => `not imported: ${name}: ${reason}`);
      return { contract: JSON.parse(JSON.stringify(contract)) as JsonValue, text: printContract(contract, format), notes };
    },
  }),
] as const;

function readInstant(written: string | number): Instant {
  const instant = parseInstant(written);
  if (instant === undefined) throw dataErrors.INTERVAL_INVALID({ from: written, to: written });
  return instant;
}
