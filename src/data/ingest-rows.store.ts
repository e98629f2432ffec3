import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Canonical, type Digest, digestOf, digestOfFile, formatInstant, type Interval, type JsonValue } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { examineTable } from './contract/check-table.store.ts';
import type { ContractFailure, ContractResult } from './contract/contract-result.ts';
import type { Surroundings } from './contract/surroundings.ts';
import { dataErrors } from './data.errors.ts';
import { findIngest, findVersion, findVersions, saveProfile, saveVersion } from './data.store.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetManifest, DatasetPart, DatasetVersion } from './dataset-version.ts';
import { gatherSurroundings } from './gather-surroundings.store.ts';
import { openSource, readingSource } from './open-source.store.ts';
import type { FilePlace } from './open-table.store.ts';
import { sketchTable } from './profile/profile-table.store.ts';
import { resolveSource } from './resolve-source.ts';
import { parquetTable } from './table-sql.store.ts';
import { requireDataset } from './validate-dataset.ts';

/** The datasets of a project and its folder. */
export interface DataProject extends FilePlace {
  readonly datasets: Readonly<Record<string, Dataset>>;
  /** IANA name of the time zone in whose days and weeks versions are reckoned. @default UTC */
  readonly timeZone?: string;
}

/** What to ingest. */
export interface IngestOrder {
  /** Rows whose event time lies in it. */
  readonly interval: Interval;
  /** The version that the new one continues. @default none: a version of this interval alone */
  readonly parent?: Digest;
  /** The interval is a part of the parent, which is read anew: the new version has it instead. */
  readonly instead?: boolean;
  /** Kept beside the version; no part of its id. */
  readonly facts?: Readonly<Record<string, JsonValue>>;
  /** @default 'capstan' */
  readonly actor?: string;
}

// Part of what names a request: raise it when the same request must be ingested anew because ingestion itself has changed.
const INGESTION = 1;

/**
 * Makes a dataset version: reads the source's rows of an interval, runs the contract, sets failing rows aside as its policy says,
 * stores the rest as one Parquet part in order of event time and key, and profiles it. The same input gives the same id;
 * what was ingested before is found, not made again. Nothing is recorded unless all of it is.
 * Throws DATA_DATASET_UNKNOWN, DATA_DATASET_INVALID, DATA_SOURCE_…, DATA_COLUMN_UNKNOWN, DATA_SELECT_INVALID, DATA_INTERVAL_…, DATA_VERSION_…,
 * DATA_CONTRACT_FAILED with all failures.
 */
export async function ingestRows(means: Means, project: DataProject, about: { readonly name: string } & IngestOrder): Promise<DatasetVersion> {
  const { name, interval } = about;
  const dataset = requireDataset(project.datasets, name);
  const { parent, replaced } = await readParent(means, about);
  const path = await resolveSource(dataset.source, { dataset: name, root: project.root });
  const { source, contract, key, eventAt } = dataset;
  const definition = JSON.parse(JSON.stringify({ source, contract, key, eventAt })) as Canonical;
  const gathered = await gatherSurroundings(means, { files: project, contract, timeZone: project.timeZone }, parent ?? (await findVersions(means, { dataset: name, limit: 1 }))[0]);
  const file = await digestOfFile(path);
  const request = digestOf({
    ingestion: INGESTION,
    name,
    definition,
    file,
    interval: { ...interval },
    parent: parent?.id ?? null,
    ...(gathered.names.length > 0 && { beside: [...gathered.names] }),
  });
  const before = await findIngest(means, request);
  if (before !== undefined) return before;

  const folder = means.folder.unfinished();
  await mkdir(folder, { recursive: true });
  try {
    const kept = (parent?.manifest.parts ?? []).filter((part) => part !== replaced);
    const { contract: result, passing, failing, sum } = await readAndCheck(means, dataset, { name, path, interval, folder, kept, surroundings: gathered.surroundings });
    const blob = await means.blobs.adoptFile(passing);
    const part = { blob, rows: result.rows - result.dropped, interval };
    const manifest: DatasetManifest = {
      dataset: name,
      schema: Object.entries(contract.columns).map(([column, { kind }]) => ({ name: column, kind })),
      parts: [...kept, part].sort((a, b) => a.interval.from - b.interval.from),
    };
    const profile = await sketchTable(means.columns, parquetTable([await means.blobs.pathOf(blob)]), contract.columns);
    return await saveVersion(means, {
      id: digestOf(manifest as unknown as Canonical),
      manifest,
      parent: parent?.id ?? null,
      contract: result,
      quarantined: result.dropped > 0 ? await means.blobs.adoptFile(failing) : null,
      profile: await saveProfile(means, profile),
      facts: { ...about.facts, read: { file, part: blob, rows: result.rows, sum, ...(replaced && { instead: replaced.rows }) } },
      request,
      actor: about.actor ?? 'capstan',
      why: `${replaced ? `read again: ${part.rows} rows instead of ${replaced.rows}` : `ingested ${part.rows} rows`} from ${formatInstant(interval.from)} to ${formatInstant(interval.to)}${result.dropped > 0 ? `, set ${result.dropped} aside` : ''}`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readParent(
  means: Means,
  { name, interval, parent: id, instead = false }: { readonly name: string } & IngestOrder,
): Promise<{ readonly parent?: DatasetVersion; readonly replaced?: DatasetPart }> {
  if (!Number.isFinite(interval.from) || !Number.isFinite(interval.to) || interval.from >= interval.to) throw dataErrors.INTERVAL_INVALID({ from: interval.from, to: interval.to });
  if (id === undefined) return {};
  const parent = await findVersion(means, id);
  if (parent === undefined) throw dataErrors.VERSION_UNKNOWN({ version: id });
  if (parent.manifest.dataset !== name) throw dataErrors.VERSION_OF_OTHER_DATASET({ version: id, dataset: parent.manifest.dataset, expected: name });
  const taken = parent.manifest.parts.find((part) => part.interval.from < interval.to && interval.from < part.interval.to);
  if (taken === undefined) return { parent };
  if (instead && taken.interval.from === interval.from && taken.interval.to === interval.to) return { parent, replaced: taken };
  throw dataErrors.INTERVAL_TAKEN({ dataset: name, interval, taken: taken.interval, version: id });
}

/** Copies the rows out of the source, in order, and checks the copy: a source that changes meanwhile cannot be seen in two states. */
async function readAndCheck(
  means: Means,
  dataset: Dataset,
  about: { name: string; path: string; interval: Interval; folder: string; kept: readonly DatasetPart[]; surroundings: Surroundings },
): Promise<{ contract: ContractResult; passing: string; failing: string; sum: string }> {
  const { name, interval, folder } = about;
  const store = means.columns;
  const [raw, passing, failing] = ['raw.parquet', 'passing.parquet', 'failing.parquet'].map((file) => join(folder, file)) as [string, string, string];
  const source = await openSource(store, dataset, about);
  const [lost, sums] = await readingSource(about, async () => {
    await store.copyToParquet(`SELECT ${source.columns} FROM ${source.rowsOf(interval)} ORDER BY ${source.order}`, raw);
    return [
      await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${source.withoutEventTime}`),
      await store.query<{ sum: string }>(`SELECT ${source.sums} FROM ${source.rowsOf(interval)}`),
    ];
  });
  const earlier = await Promise.all(about.kept.map((part) => means.blobs.pathOf(part.blob)));
  const checked = await examineTable(store, parquetTable([raw]), {
    contract: dataset.contract,
    texts: dataset.source.format === 'csv' ? 'read' : 'wrong',
    // A stretch is as fresh as it was at its end, so that history can be replayed.
    surroundings: { ...about.surroundings, now: interval.to, files: [raw] },
    ...(earlier.length > 0 && { earlier: parquetTable(earlier) }),
  });
  if (checked.result.rows === 0) throw dataErrors.INTERVAL_EMPTY({ dataset: name, interval });
  const contract = withLostRows(checked.result, dataset.eventAt, lost[0]?.rows ?? 0);
  const { rows, dropped, failures } = contract;
  if (contract.verdict === 'failed' || dropped === rows) throw dataErrors.CONTRACT_FAILED({ dataset: name, interval, rows, failures });
  const { sum } = sums[0]!;
  if (checked.asStored && dropped === 0) return { contract, passing: raw, failing, sum };
  await checked.split({ passing, failing });
  return { contract, passing, failing, sum };
}

/** Rows without an event time belong to no interval and so to no version; every ingestion says how many there are. */
function withLostRows(result: ContractResult, eventAt: string, lost: number): ContractResult {
  if (lost === 0) return result;
  const failure: ContractFailure = {
    column: eventAt,
    reason: 'null',
    severity: 'warn',
    rows: lost,
    fraction: lost / (result.rows + lost),
    message: `${lost} rows of the source have no ${eventAt}, and so belong to no interval`,
    examples: [],
  };
  return { ...result, failures: [...result.failures, failure], verdict: result.verdict === 'passed' ? 'warned' : result.verdict };
}
