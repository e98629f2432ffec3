import type { TrackingRoom } from '../../train/index.ts';
import type { NumberedVersion } from './change-versions.store.ts';

/** The tag of a logged model that lists the versions that were registered from it. */
const VERSIONS_TAG = 'mlflow.modelVersions';

/** Lists a version in the logged model that it was registered from, as clients expect it there. */
export async function noteVersion(tracking: Pick<TrackingRoom, 'loggedModels'>, loggedModel: string, { name, version }: NumberedVersion): Promise<void> {
  const { tags } = await tracking.loggedModels.get(loggedModel);
  const listed = readList(tags[VERSIONS_TAG]);
  await tracking.loggedModels.setTags(loggedModel, { [VERSIONS_TAG]: JSON.stringify([...listed, { name, version }]) });
}

function readList(text: string | undefined): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
