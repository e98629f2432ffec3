import { defineOperation, type Digest, type Instant, type Interval, type JsonValue, type Operation, parseInstant, type Static, Type } from '../kernel/index.ts';
import type { DataRoom } from './data-room.ts';
import { dataErrors } from './data.errors.ts';
import type { ContractResult } from './contract.ts';
import type { DatasetManifest, DatasetVersion } from './dataset.ts';
import type { TableProfile } from './profile.ts';

/** Who an operation is run for. */
interface Context {
  readonly actor: string;
}

const VersionRef = Type.String({ description: 'the id of a version, or the name of a dataset for its newest' });
const InstantText = Type.Union([Type.String(), Type.Number()], { description: '2001-02-01, 2001-02-01T00:00:00Z or milliseconds' });

const Brief = Type.Object({
  id: Type.String(),
  dataset: Type.String(),
  number: Type.Integer(),
  rows: Type.Integer(),
  from: Type.Number(),
  to: Type.Number(),
  parts: Type.Integer(),
  createdAt: Type.Number(),
  parent: Type.Union([Type.String(), Type.Null()]),
  verdict: Type.String(),
  dropped: Type.Integer(),
});

/** A dataset version in a list. */
export type VersionBrief = Static<typeof Brief>;

/** All about a dataset version. */
export interface VersionDetails extends VersionBrief {
  readonly manifest: DatasetManifest;
  readonly contract: ContractResult;
  readonly profile: TableProfile;
  readonly facts: Readonly<Record<string, JsonValue>>;
}

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

/** What doors can do with data: list, show, diff, ingest, and look at the rows set aside. */
export function dataOperations(room: DataRoom): readonly Operation<Context>[] {
  const find = async (reference: string): Promise<DatasetVersion> => (room.names.includes(reference) ? await room.latest(reference) : undefined) ?? room.version(reference);
  return [
    defineOperation({
      name: 'data.list',
      summary: 'List dataset versions, newest first.',
      permission: 'read',
      input: Type.Object({ dataset: Type.Optional(Type.String()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }),
      output: Type.Array(Brief),
      run: async (_: Context, { dataset, limit }) => (await room.list(dataset, limit)).map(briefOf),
    }),
    defineOperation({
      name: 'data.show',
      summary: 'Show a dataset version: its parts, what the contract said, and the profile of the part it added.',
      permission: 'read',
      input: Type.Object({ version: VersionRef }),
      output: Type.Intersect([Brief, Type.Object({ manifest: Type.Unknown(), contract: Type.Unknown(), profile: Type.Unknown(), facts: Type.Unknown() })]),
      run: async (_: Context, input) => {
        const version = await find(input.version);
        return { ...briefOf(version), manifest: version.manifest, contract: version.contract, profile: await room.profile(version.id), facts: version.facts };
      },
    }),
    defineOperation({
      name: 'data.diff',
      summary: 'Compare two dataset versions: rows, columns, distributions, contracts.',
      permission: 'read',
      input: Type.Object({ before: VersionRef, after: VersionRef }),
      output: Type.Unknown(),
      run: async (_: Context, input) => room.diff((await find(input.before)).id, (await find(input.after)).id),
    }),
    defineOperation({
      name: 'data.ingest',
      summary: 'Make a dataset version of a stretch of event time, alone or continuing a parent.',
      permission: 'write',
      input: Type.Object({ dataset: Type.String(), from: InstantText, to: InstantText, parent: Type.Optional(VersionRef) }),
      output: Brief,
      run: async (ctx: Context, input) => {
        const parent: Digest | undefined = input.parent === undefined ? undefined : (await find(input.parent)).id;
        return briefOf(await room.ingest(input.dataset, { interval: readInterval(input.from, input.to), actor: ctx.actor, ...(parent !== undefined && { parent }) }));
      },
    }),
    defineOperation({
      name: 'data.quarantined',
      summary: 'Show the rows that the contract set aside when a version was made.',
      permission: 'read',
      input: Type.Object({ version: VersionRef, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
      output: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      run: async (_: Context, input) => room.quarantinedRows((await find(input.version)).id, input.limit),
    }),
  ] as unknown as readonly Operation<Context>[];
}

function readInterval(from: string | number, to: string | number): Interval {
  const [start, end]: (Instant | undefined)[] = [parseInstant(from), parseInstant(to)];
  if (start === undefined || end === undefined) throw dataErrors.INTERVAL_INVALID({ from, to });
  return { from: start, to: end };
}
