import { loadProject, openPlatform, type Platform } from '../../src/platform/index.ts';

/** Opens the rooms of a project in this process; `folder` is another state folder than the project's own. */
export async function openTinyPlatform(root: string, folder?: string): Promise<Platform> {
  return openPlatform(await loadProject(root), folder === undefined ? {} : { folder });
}
