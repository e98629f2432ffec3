import type { Interval } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { DataProject } from './ingest-rows.store.ts';
import { openSource, readAsKinds, readingSource } from './open-source.store.ts';
import { resolveSource } from './resolve-source.ts';
import { requireDataset } from './validate-dataset.ts';

/** The farthest that DuckDB and a `Date` both reach. */
const ALWAYS: Interval = { from: -8.64e15, to: 8.64e15 };

/** From the first event time of a dataset's source to just after the last; null when no row has one. Throws as `ingest` does for sources. */
export async function readSourceExtent(means: Means, project: DataProject, name: string): Promise<Interval | null> {
  const dataset = requireDataset(project.datasets, name);
  const path = await resolveSource(dataset.source, { dataset: name, root: project.root });
  const source = await openSource(means.columns, dataset, { name, path });
  const at = readAsKinds(dataset, [dataset.eventAt])[0]!;
  const [found] = await readingSource({ name, path }, () =>
    means.columns.query<{ first: number | null; last: number | null }>(`SELECT min(${at}) AS first, max(${at}) AS last FROM ${source.rowsOf(ALWAYS)}`),
  );
  return found === undefined || found.first === null || found.last === null ? null : { from: found.first, to: found.last + 1 };
}
