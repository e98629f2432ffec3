import type { JSX } from 'preact';
import { releaseColour } from '../release-names.ts';
import type { ReleaseName } from '../release-names.ts';

/** A release's name in its colour. */
export function ReleaseChip({ release }: { readonly release: ReleaseName }): JSX.Element {
  const { brief } = release;
  return (
    <span class="chip" style={{ '--of': releaseColour(release) }} title={brief ? `${brief.kind} ${brief.short}: ${brief.note}` : undefined}>
      {release.name}
    </span>
  );
}
