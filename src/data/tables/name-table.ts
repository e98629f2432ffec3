import { relative } from 'node:path';
import type { Digest } from '../../kernel/index.ts';
import type { StepInput } from '../../work/index.ts';
import type { Dataset } from '../dataset.ts';
import type { DatasetVersion } from '../dataset-version.ts';
import type { DataProject } from '../ingest-rows.store.ts';
import { namesFile, resolveFile } from '../open-table.store.ts';

/** A table that a person named, as the input of a step. */
export interface NamedTable {
  readonly input: StepInput;
  /** The version that it is, with what its project says of the dataset; undefined for a file. */
  readonly version?: DatasetVersion;
  readonly dataset?: Dataset;
}

/** A file of the project, or all rows of a version. */
export async function nameTable(project: DataProject, name: string, resolve: (name: string) => Promise<DatasetVersion>): Promise<NamedTable> {
  if (namesFile(name)) return { input: { file: relative(project.root, await resolveFile(project, name)) } };
  const version = await resolve(name);
  const dataset = project.datasets[version.manifest.dataset];
  return { input: { blobs: version.manifest.parts.map((part): Digest => part.blob) }, version, ...(dataset && { dataset }) };
}
