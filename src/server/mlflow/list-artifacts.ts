import type { ArtifactEntry, ArtifactHome, ArtifactRoom } from '../../platform/index.ts';

const PAGE = 1_000;

/** How the protocol writes what a directory holds; `below` is the path of that directory, when names are to be written with it. */
function writeEntry(entry: ArtifactEntry, below = ''): object {
  return { path: below + entry.name, is_dir: entry.isDirectory, ...(entry.size !== null && { file_size: entry.size }) };
}

/** All that a directory holds, as JSON text in pieces: its clients cannot ask for pages, so a large one is written page by page instead. */
export async function* writeListing(artifacts: ArtifactRoom, directory: string): AsyncGenerator<string, void, void> {
  let page = await artifacts.list(directory, { limit: PAGE });
  yield '{"files":[';
  for (let comma = ''; ; comma = ',') {
    if (page.items.length > 0) yield comma + page.items.map((entry) => JSON.stringify(writeEntry(entry))).join(',');
    if (page.next === undefined) break;
    page = await artifacts.list(directory, { limit: PAGE, token: page.next });
  }
  yield ']}';
}

/** One page of a directory of a run or logged model, with paths from its home. */
export async function listPage(
  artifacts: ArtifactRoom,
  home: ArtifactHome,
  { path, token, limit = PAGE }: { readonly path: string; readonly token?: string | undefined; readonly limit?: number },
): Promise<object> {
  const directory = artifacts.within(home, path);
  const below = directory === home.directory ? '' : `${directory.slice(home.directory.length + 1)}/`;
  const { items, next } = await artifacts.list(directory, { limit, ...(token !== undefined && { token }) });
  return { root_uri: home.uri, files: items.map((entry) => writeEntry(entry, below)), ...(next !== undefined && { next_page_token: next }) };
}
