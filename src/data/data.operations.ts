import {
  defineOperation,
  digestSchema,
  type Instant,
  instantSchema,
  type Interval,
  jsonSchema,
  oneOf,
  orNull,
  parseInstant,
  Type,
  type ValueOf,
  writtenInstantSchema,
} from '../kernel/index.ts';
import { contractResultSchema } from './contract/contract-result.ts';
import type { DataRoom } from './data-room.ts';
import { dataErrors } from './data.errors.ts';
import { datasetManifestSchema, type DatasetVersion } from './dataset-version.ts';
import { tableProfileSchema } from './profile/profile.ts';
import { tableOperations } from './table.operations.ts';

/** The room, and who an operation is run for. */
type Context = {
  readonly data: DataRoom;
  readonly actor: string;
};

const versionName = Type.String({ description: 'the name of a dataset for its newest version, or the id of a version or its first digits' });

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
  ...tableOperations,
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
      alone: Type.Optional(Type.Boolean({ description: 'begin anew with this stretch: the next training goes on from it, and learns from none of the versions before' })),
    }),
    output: detailsSchema,
    run: async ({ data, actor }: Context, { dataset, from, to, parent, alone }) => {
      const interval = readInterval(from, to);
      const continued = parent !== undefined ? await data.resolve(parent) : alone === true ? undefined : await data.latest(dataset);
      return detailsOf(data, await data.ingest(dataset, { interval, actor, ...(continued !== undefined && { parent: continued.id }) }));
    },
  }),
] as const;

function readInterval(from: string | number, to: string | number): Interval {
  const [start, end]: (Instant | undefined)[] = [parseInstant(from), parseInstant(to)];
  if (start === undefined || end === undefined) throw dataErrors.INTERVAL_INVALID({ from, to });
  return { from: start, to: end };
}
