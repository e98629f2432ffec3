import type { FileToPack } from '../../model/index.ts';
import type { ArtifactRoom } from './artifact-room.ts';

/** Every file of a directory and of those in it, by their paths from there. */
export async function filesBelow(artifacts: Pick<ArtifactRoom, 'list' | 'find' | 'open'>, directory: string, below = ''): Promise<FileToPack[]> {
  const found: FileToPack[] = [];
  let token: string | undefined;
  do {
    const page = await artifacts.list(below === '' ? directory : `${directory}/${below}`, token === undefined ? {} : { token });
    for (const { name, isDirectory, size } of page.items) {
      const path = below === '' ? name : `${below}/${name}`;
      if (isDirectory) found.push(...(await filesBelow(artifacts, directory, path)));
      else found.push({ path, size: size!, open: async () => artifacts.open(await artifacts.find(`${directory}/${path}`)) });
    }
    token = page.next;
  } while (token !== undefined);
  return found;
}
