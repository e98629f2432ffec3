import { compileReader, digestSchema, Type, type ValueOf } from '../kernel/index.ts';
import type { DatasetVersion } from './dataset-version.ts';

const readingSchema = Type.Object({
  file: digestSchema('the file that was read'),
  part: digestSchema('what was kept of it'),
  rows: Type.Integer({ description: 'rows of the stretch, those that were set aside included' }),
  sum: Type.String({ description: 'a sum over all their values, which no order of rows changes' }),
  instead: Type.Optional(Type.Integer({ description: 'rows of the stretch when it was read before' })),
});

/** What a source held of a stretch when a version read it: the fact `read` of the version. */
export type Reading = ValueOf<typeof readingSchema>;

const reader = compileReader(readingSchema);

/** Undefined for a version that was made before this was recorded. */
export function readingOf({ facts }: Pick<DatasetVersion, 'facts'>): Reading | undefined {
  const { read } = facts;
  return read === undefined ? undefined : (reader.read(read, 'what a version read') as Reading);
}
