import { resolveSource } from '../data/index.ts';
import type { LoadedProject } from './load-project.ts';

/** The files from which a project's datasets are read, absolute; one that is not there is left out. */
export async function sourceFilesOf({ project, root }: LoadedProject): Promise<string[]> {
  const found = await Promise.allSettled(Object.entries(project.data).map(([dataset, { source }]) => resolveSource(source, { dataset, root })));
  return found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
