import type { ComponentChildren, JSX } from 'preact';

/** The head of one track: its title, and what stands beside it. */
export function TrackHead({ title, children }: { readonly title: string; readonly children?: ComponentChildren }): JSX.Element {
  return (
    <div class="track-head">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
