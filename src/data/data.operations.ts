import {
  defineOperation,
  digestSchema,
  type Instant,
  instantSchema,
  type Interval,
  jsonSchema,
  type JsonValue,
  oneOf,
  orNull,
  parseInstant,
  type TSchema,
  Type,
  type ValueOf,
  writtenInstantSchema,
} from '../kernel/index.ts';
import { COLUMN_KINDS } from './columns.ts';
import { contractResultSchema } from './contract/contract-result.ts';
import { CONTRACT_FORMATS, printContract } from './contract/print-contract.ts';
import type { DataRoom } from './data-room.ts';
import { dataErrors } from './data.errors.ts';
import { datasetDiffSchema } from './dataset-diff.ts';
import { datasetManifestSchema, type DatasetVersion } from './dataset-version.ts';
import { driftReportSchema } from './drift/drift-report.ts';
import { comparedSchema } from './report/compared.ts';
import { tableProfileSchema } from './profile/profile.ts';

/** The room, and who an operation is run for. */
type Context = {
  readonly data: DataRoom;
  readonly actor: string;
};

const versionName = Type.String({ description: 'the name of a dataset for its newest version, or the id of a version or its first digits' });

const tableName = Type.String({ description: 'a Parquet, Arrow or CSV file of the project, or what names a version' });

const checkedSchema = Type.Object({
  table: Type.String({ description: 'what was checked' }),
  contract: Type.String({ description: 'what it was checked by' }),
  schema: Type.Array(Type.Object({ name: Type.String(), kind: oneOf(COLUMN_KINDS) }), { description: 'the columns of the contract' }),
  ...contractResultSchema.properties,
});

/** What a contract said of a table. */
export type CheckedAnswer = ValueOf<typeof checkedSchema>;

const writtenContractSchema = Type.Object({
  contract: jsonSchema('the contract as data'),
  text: Type.String({ description: 'the contract as a file to keep' }),
  notes: Type.Array(Type.String(), { description: 'what there is to say of it' }),
});

/** A contract as a file to keep. */
export type WrittenContract = ValueOf<typeof writtenContractSchema>;

const brief = {
  id: digestSchema('names the version by content'),
  dataset: Type.String(),
  number: Type.Integer({ description: 'position among the versions of its dataset' }),
  rows: Type.Integer(),
  from: instantSchema('event time of its first row'),
  to: instantSchema('event time just after its last row'),
  parts: Type.Integer({ description: 'files that it consists of' }),
  createdAt: instantSchema('when it was made'),
  parent: orNull(digestSchema('the version that it continues')),
  verdict: oneOf(['passed', 'warned', 'failed'], 'what its contract said'),
  dropped: Type.Integer({ description: 'rows that its contract set aside' }),
};
const briefSchema = Type.Object(brief);

/** A dataset version in a list. */
export type VersionBrief = ValueOf<typeof briefSchema>;

const detailsSchema = Type.Object({
  ...brief,
  manifest: datasetManifestSchema,
  contract: contractResultSchema,
  profile: tableProfileSchema,
  facts: Type.Record(Type.String(), jsonSchema('a fact about its making')),
});

/** All about a dataset version. */
export type VersionDetails = ValueOf<typeof detailsSchema>;

const briefOf = (version: DatasetVersion): VersionBrief => {
  const { parts, dataset } = version.manifest;
  return {
    id: version.id,
    dataset,
    number: version.number,
    rows: version.rows,
    from: parts[0]!.interval.from,
    to: parts.at(-1)!.interval.to,
    parts: parts.length,
    createdAt: version.createdAt,
    parent: version.parent,
    verdict: version.contract.verdict,
    dropped: version.contract.dropped,
  };
};

const detailsOf = async (data: DataRoom, version: DatasetVersion): Promise<VersionDetails> => ({
  ...briefOf(version),
  manifest: version.manifest,
  contract: version.contract,
  profile: await data.profile(version.id),
  facts: version.facts,
});

const profileInput = Type.Object({ table: Type.String({ description: 'a Parquet, Arrow or CSV file of the project, what names a version, or a stored profile (.profile)' }) });

const driftInput = Type.Object({
  reference: Type.String({ description: 'a Parquet, Arrow or CSV file of the project, what names a version, or a stored profile (.profile), which is read and never made anew' }),
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
});

/** The answer of an operation with a file that a command leaves: see `SavedFile`. */
const savedSchema = <S extends TSchema>(answer: S, what: string) => Type.Object({ answer, file: Type.String({ description: `${what}, in base64` }) });

/** What doors can do with data. */
export const dataOperations = [
  defineOperation({
    name: 'data.list',
    summary: 'List dataset versions, newest first.',
    permission: 'read',
    command: { words: 'data list' },
    input: Type.Object({
      dataset: Type.Optional(Type.String({ description: 'of this dataset alone' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'the newest so many' })),
    }),
    output: Type.Array(briefSchema),
    run: async ({ data }: Context, { dataset, limit }) => (await data.list(dataset, limit)).map(briefOf),
  }),
  defineOperation({
    name: 'data.show',
    summary: 'Show a dataset version: its parts, what the contract said, and the profile of the part it added.',
    permission: 'read',
    command: { words: 'data show', positions: ['version'] },
    input: Type.Object({ version: versionName }),
    output: detailsSchema,
    run: async ({ data }: Context, { version }) => detailsOf(data, await data.resolve(version)),
  }),
  defineOperation({
    name: 'data.quarantined',
    summary: 'Show the rows that the contract set aside when a version was made, as they came.',
    permission: 'read',
    command: { words: 'data quarantined', positions: ['version'] },
    input: Type.Object({ version: versionName, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 100, description: 'rows to show' })) }),
    output: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    run: async ({ data }: Context, { version, limit }) => data.quarantinedRows((await data.resolve(version)).id, limit),
  }),
  defineOperation({
    name: 'data.diff',
    summary: 'Compare two dataset versions: rows, columns, distributions, contracts.',
    permission: 'read',
    command: { words: 'data diff', positions: ['before', 'after'] },
    input: Type.Object({ before: versionName, after: versionName }),
    output: datasetDiffSchema,
    run: async ({ data }: Context, { before, after }) => data.diff((await data.resolve(before)).id, (await data.resolve(after)).id),
  }),
  defineOperation({
    name: 'data.profile',
    summary: 'Profile a file of the project, or show the stored profile of what a version added, or of a .profile file.',
    permission: 'read',
    command: {
      words: 'data profile',
      positions: ['table'],
      saves: { option: 'save', description: 'keep it in a file whose name ends in .profile, for `data drift`, `data check` and `data profile`', by: 'data.profile-file' },
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
    run: ({ data }: Context, { falseAlarm, by, ...order }) => data.drift(order, { ...(falseAlarm !== undefined && { falseAlarm }), ...(by !== undefined && { by }) }),
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
    async run({ data }: Context, { falseAlarm, by, ...order }) {
      const { drift, compared, page } = await data.driftReport(order, { ...(falseAlarm !== undefined && { falseAlarm }), ...(by !== undefined && { by }) });
      return { answer: drift, columns: compared.map((one) => ({ column: one.column, ...one.compared })), file: Buffer.from(page).toString('base64') };
    },
  }),
  defineOperation({
    name: 'data.check',
    summary: 'Check a file of the project, or what a version added, by a contract; nothing is stored.',
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
  defineOperation({
    name: 'data.ingest',
    summary: 'Add a stretch of event time of the source to the newest version of a dataset, as a new version.',
    permission: 'write',
    command: { words: 'data ingest', positions: ['dataset'] },
    input: Type.Object({
      dataset: Type.String({ description: 'its name in the project' }),
      from: writtenInstantSchema('its first moment'),
      to: writtenInstantSchema('the moment just after it'),
      parent: Type.Optional(Type.String({ description: 'the version to continue, instead of the newest' })),
      alone: Type.Optional(Type.Boolean({ description: 'begin anew with this stretch' })),
    }),
    output: detailsSchema,
    run: async ({ data, actor }: Context, { dataset, from, to, parent, alone }) => {
      const interval = readInterval(from, to);
      const continued = parent !== undefined ? await data.resolve(parent) : alone === true ? undefined : await data.latest(dataset);
      return detailsOf(data, await data.ingest(dataset, { interval, actor, ...(continued !== undefined && { parent: continued.id }) }));
    },
  }),
] as const;

function readInstant(written: string | number): Instant {
  const instant = parseInstant(written);
  if (instant === undefined) throw dataErrors.INTERVAL_INVALID({ from: written, to: written });
  return instant;
}

function readInterval(from: string | number, to: string | number): Interval {
  const [start, end]: (Instant | undefined)[] = [parseInstant(from), parseInstant(to)];
  if (start === undefined || end === undefined) throw dataErrors.INTERVAL_INVALID({ from, to });
  return { from: start, to: end };
}
