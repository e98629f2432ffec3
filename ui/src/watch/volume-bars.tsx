import type { JSX } from 'preact';
import type { WindowHistory } from '../../../src/sdk/watch.ts';
import { formatCount } from '../format-number.ts';
import type { TimeAxis } from '../time-axis.ts';
import { ValueGrid, WindowChart } from './window-chart.tsx';

const HEIGHT = 84;
const TOP = 6;

/** Requests of each window by what became of them. */
export function VolumeBars({ history: { windows }, axis }: { readonly history: WindowHistory; readonly axis: TimeAxis }): JSX.Element {
  const most = Math.max(1, ...windows.map((window) => window.predictions));
  const tall = (rows: number): number => ((HEIGHT - TOP) * rows) / most;
  const total = windows.reduce((sum, window) => sum + window.predictions, 0);
  return (
    <WindowChart
      label={`${formatCount(total)} requests in ${windows.length} windows, at most ${formatCount(most)} in one.`}
      windows={windows}
      axis={axis}
      height={HEIGHT}
      describe={(window) => [
        { label: 'requests', value: formatCount(window.predictions) },
        { label: 'flagged', value: formatCount(window.flagged) },
        { label: 'refused', value: formatCount(window.refused) },
      ]}
    >
      <ValueGrid axis={axis} marks={[0, 1].map((part) => ({ y: TOP + (1 - part) * (HEIGHT - TOP), text: formatCount(part * most) }))} />
      {windows.map(({ from, to, predictions, refused, flagged, state, quarantined }) => {
        const left = axis.x(from);
        const width = Math.max(1, axis.x(to) - left - (axis.x(to) - left > 4 ? 1 : 0));
        const parts = [
          { name: 'refused', rows: refused },
          { name: 'flagged', rows: flagged },
          { name: 'answered', rows: predictions - refused - flagged },
        ];
        let y = HEIGHT;
        return (
          <g key={from} class={state === 'matured' ? '' : 'provisional'}>
            {parts.map(({ name, rows }) => (rows > 0 ? <rect key={name} class={`bar-${name}`} x={left} width={width} y={(y -= tall(rows))} height={tall(rows)} /> : null))}
            {quarantined && <rect class="bar-held" x={left} width={width} y={0} height={3} />}
          </g>
        );
      })}
    </WindowChart>
  );
}
