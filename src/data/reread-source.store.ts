import { type Digest, digestOf, digestOfFile, type Interval } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { findIngest, findVersion, findVersions, rememberIngest } from './data.store.ts';
import type { DatasetVersion } from './dataset-version.ts';
import { type DataProject, ingestRows } from './ingest-rows.store.ts';
import { openSource, readingSource } from './open-source.store.ts';
import { type Reading, readingOf } from './reading.ts';
import { resolveSource } from './resolve-source.ts';
import { requireDataset } from './validate-dataset.ts';

/** A stretch that was read again: the rows that the source holds of it, and held before. */
export interface RereadStretch extends Interval {
  readonly rows: number;
  readonly before: number;
}

/** The newest version, and what of it was read again. */
export interface Reread {
  readonly latest: DatasetVersion | undefined;
  readonly stretches: readonly RereadStretch[];
}

/**
 * Reads again the stretches of a dataset that its source holds otherwise than when they were read: rows that came late, or were corrected. Each becomes a version in which it takes the place of what was read before.
 * A stretch of which the source holds fewer rows stays as it is: sources let go of what is old. Nothing is looked at while version and file are those that were looked at last; else one pass over it says which stretches differ.
 * Throws as `ingestRows` does.
 */
export async function rereadSource(means: Means, project: DataProject, name: string): Promise<Reread> {
  const [latest] = await findVersions(means, { dataset: name, limit: 1 });
  if (latest === undefined) return { latest, stretches: [] };
  const dataset = requireDataset(project.datasets, name);
  const path = await resolveSource(dataset.source, { dataset: name, root: project.root });
  const file = await digestOfFile(path);
  const request = digestOf({ reread: name, file, latest: latest.id });
  if ((await findIngest(means, request)) !== undefined) return { latest, stretches: [] };
  const known = await readStretches(means, latest);
  const source = await openSource(means.columns, dataset, { name, path });
  const values = known.map(({ interval }, i) => `(${i}, epoch_ms(CAST(${interval.from} AS BIGINT)), epoch_ms(CAST(${interval.to} AS BIGINT)))`);
  const [from, to] = [Math.min(...known.map(({ interval }) => interval.from)), Math.max(...known.map(({ interval }) => interval.to))];
  const found =
    known.length === 0
      ? []
      : await readingSource({ name, path }, () =>
          means.columns.query<{ stretch: number; rows: number; sum: string }>(
            `SELECT stretch, ${source.sums} FROM ${source.rowsOf({ from, to })} AS t JOIN (VALUES ${values.join(', ')}) AS s(stretch, "from*", "to*") ON ${source.at} >= "from*" AND ${source.at} < "to*" GROUP BY stretch`,
          ),
        );
  let newest = latest;
  const again: RereadStretch[] = [];
  for (const { stretch, rows, sum } of found.toSorted((a, b) => a.stretch - b.stretch)) {
    const { interval, reading } = known[stretch]!;
    if (rows < reading.rows || sum === reading.sum) continue;
    newest = await ingestRows(means, project, { name, interval, parent: newest.id, instead: true });
    again.push({ ...interval, rows, before: reading.rows });
  }
  await rememberIngest(means, digestOf({ reread: name, file, latest: newest.id }), newest.id);
  return { latest: newest, stretches: again };
}

/** Whether the file of a dataset is another than the one that its newest version was read from; false where that was not recorded. */
export async function isSourceChanged(means: Means, project: DataProject, name: string): Promise<boolean> {
  const [latest] = await findVersions(means, { dataset: name, limit: 1 });
  const reading = latest && readingOf(latest);
  if (reading === undefined) return false;
  const dataset = requireDataset(project.datasets, name);
  return (await digestOfFile(await resolveSource(dataset.source, { dataset: name, root: project.root }))) !== reading.file;
}

/** What the source held of each part when it was read, as far as that was recorded. */
async function readStretches(means: Means, latest: DatasetVersion): Promise<{ readonly interval: Interval; readonly reading: Reading }[]> {
  const wanted = new Map<Digest, Interval>(latest.manifest.parts.map((part) => [part.blob, part.interval]));
  const stretches: Awaited<ReturnType<typeof readStretches>> = [];
  for (
    let version: DatasetVersion | undefined = latest;
    version !== undefined && wanted.size > 0;
    version = version.parent === null ? undefined : await findVersion(means, version.parent)
  ) {
    const reading = readingOf(version);
    const interval = reading && wanted.get(reading.part);
    if (!reading || !interval) continue;
    wanted.delete(reading.part);
    stretches.push({ interval, reading });
  }
  return stretches;
}
