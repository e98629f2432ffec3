import type { Means } from '../store/index.ts';
import { dataErrors } from './data.errors.ts';
import { findVersionsStarting } from './data.store.ts';
import type { DatasetVersion } from './dataset-version.ts';

/** The version whose id begins so; `sha256:` may be left out. Throws DATA_VERSION_UNKNOWN, DATA_VERSION_AMBIGUOUS. */
export async function resolveVersion(means: Means, name: string): Promise<DatasetVersion> {
  const digits = name.replace(/^sha256:/, '');
  const matches = /^[0-9a-f]{1,64}$/.test(digits) ? await findVersionsStarting(means, digits) : [];
  const [first, ...others] = matches;
  if (!first) throw dataErrors.VERSION_UNKNOWN({ version: name });
  if (others.length > 0) throw dataErrors.VERSION_AMBIGUOUS({ version: name, matches: matches.map((version) => version.id) });
  return first;
}
