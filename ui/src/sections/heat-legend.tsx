import type { JSX } from 'preact';
import { BEYOND_STOPS } from '../charts/heat-colour.ts';

/** The scale of colours, with the natural bound in its middle. */
export function HeatLegend({ colour }: { readonly colour: (ratio: number) => string }): JSX.Element {
  const calm = [0, 0.25, 0.5, 0.75, 1];
  return (
    <div class="heat-legend" role="img" aria-label="Colours: blue within natural change, from 0 to 1; orange beyond it, from 1 to 8 times">
      <span>distance ÷ natural change</span>
      <span>0</span>
      {calm.map((ratio) => (
        <i key={ratio} style={{ background: colour(ratio) }} />
      ))}
      <span class="heat-bound">1</span>
      {BEYOND_STOPS.map((ratio) => (
        <i key={ratio} style={{ background: colour(ratio + 0.01) }} />
      ))}
      <span>8×</span>
      <span class="heat-page-key">
        <i /> paged
      </span>
    </div>
  );
}
