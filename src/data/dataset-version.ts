import { type Digest, digestSchema, type Instant, intervalSchema, type JsonValue, oneOf, Type, type ValueOf } from '../kernel/index.ts';
import { COLUMN_KINDS } from './columns.ts';
import type { ContractResult } from './contract/contract-result.ts';

export const datasetPartSchema = Type.Object({
  blob: digestSchema('the Parquet file'),
  rows: Type.Integer(),
  interval: intervalSchema('the event time of its rows'),
});

/** One file of a dataset version: the rows of one stretch of event time. */
export type DatasetPart = ValueOf<typeof datasetPartSchema>;

export const datasetManifestSchema = Type.Object(
  {
    dataset: Type.String(),
    schema: Type.Array(Type.Object({ name: Type.String(), kind: oneOf(COLUMN_KINDS) }), { description: 'its columns' }),
    parts: Type.Array(datasetPartSchema, { description: 'its files, in order of event time' }),
  },
  { description: 'what the version is, by content: its id is the digest of this' },
);

/** What a dataset version is, by content: its id is the digest of this. */
export type DatasetManifest = ValueOf<typeof datasetManifestSchema>;

/** An immutable, content-addressed snapshot of a dataset, and the facts about it. */
export interface DatasetVersion {
  readonly id: Digest;
  readonly manifest: DatasetManifest;
  readonly rows: number;
  readonly createdAt: Instant;
  readonly parent: Digest | null;
  /** Position among the versions of its dataset: 1, 2, 3 … */
  readonly number: number;
  /** What the contract said of the part that this version added. */
  readonly contract: ContractResult;
  /** Blob of the rows that the contract set aside, as Parquet, or null. */
  readonly quarantined: Digest | null;
  /** Blob of the profile (`TableProfile` as JSON) of the part that this version added. */
  readonly profile: Digest;
  readonly facts: Readonly<Record<string, JsonValue>>;
}
