import { type Digest, digestOfBytes } from '../kernel/index.ts';
import { OPTIONAL_PARTS, RELEASE_PARTS, type ReleaseManifest } from './release.ts';

/** The one text of a manifest: members in a fixed order, no spaces. Its digest is the release's id. */
export function manifestText(manifest: ReleaseManifest): string {
  const parts = Object.fromEntries([...RELEASE_PARTS, ...OPTIONAL_PARTS].map((part) => [part, manifest[part]]));
  return JSON.stringify({ format: manifest.format, project: manifest.project, ...parts });
}

/** The id of the release that this manifest describes. */
export const releaseIdOf = (manifest: ReleaseManifest): Digest => digestOfBytes(manifestText(manifest));
