import type { Overview, ReleaseBrief } from '../../src/sdk/overview.ts';

/** How many colours releases have before they come round again; names tell them apart then. */
export const RELEASE_COLOURS = 8;

export interface ReleaseName {
  readonly name: string;
  /** Index of its colour. */
  readonly colour: number;
  readonly brief: ReleaseBrief | null;
}

/** Finds a release's name and colour by its id (or short id, or name), the same everywhere on the page. */
export type ReleaseNames = (key: string) => ReleaseName;

export function createReleaseNames(releases: Overview['releases']): ReleaseNames {
  const known = new Map<string, ReleaseName>();
  releases.forEach((brief, index) => {
    const entry = { name: brief.name, colour: index % RELEASE_COLOURS, brief };
    for (const key of [brief.name, brief.short, brief.id]) known.set(key, entry);
  });
  return (key) => known.get(key) ?? { name: key.replace('sha256:', '').slice(0, 8), colour: 0, brief: null };
}

/** The CSS variable with a release's colour. */
export const releaseColour = (release: ReleaseName): string => `var(--release-${release.colour})`;
