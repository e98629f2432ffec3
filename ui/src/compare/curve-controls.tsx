import type { JSX } from 'preact';
import { AXES } from './curve-chart.tsx';
import type { CurveView } from './curve-chart.tsx';

/** Step or time, how smooth, linear or logarithmic. */
export function CurveControls({ view, onView }: { readonly view: CurveView; readonly onView: (view: CurveView) => void }): JSX.Element {
  return (
    <div class="curve-controls">
      <fieldset class="switch">
        <legend class="unseen">Over</legend>
        {AXES.map((axis) => (
          <label key={axis} class={view.axis === axis ? 'on' : ''}>
            <input type="radio" name="axis" class="unseen" checked={view.axis === axis} onChange={() => onView({ ...view, axis })} />
            {axis}
          </label>
        ))}
      </fieldset>
      <label>
        Smoothing{' '}
        <input type="range" min="0" max="0.99" step="0.01" value={view.smoothing} onInput={(event) => onView({ ...view, smoothing: Number(event.currentTarget.value) })} />{' '}
        <output>{view.smoothing.toFixed(2)}</output>
      </label>
      <label>
        <input type="checkbox" checked={view.logarithmic} onChange={(event) => onView({ ...view, logarithmic: event.currentTarget.checked })} /> Logarithmic
      </label>
    </div>
  );
}
