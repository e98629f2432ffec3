import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PastWindow } from '../../../src/sdk/watch.ts';
import { stepIndex } from '../charts/plot.tsx';
import { formatStart } from '../format-time.ts';
import type { TimeAxis } from '../time-axis.ts';
import { useTips } from '../tip.tsx';
import type { TipLine } from '../tip.tsx';

interface WindowChartProps {
  /** What the chart shows, in a sentence, for those who do not see it. */
  readonly label: string;
  readonly windows: readonly PastWindow[];
  readonly axis: TimeAxis;
  readonly height: number;
  readonly describe: (window: PastWindow) => readonly TipLine[];
  readonly children: ComponentChildren;
}

/** A chart with a place for each window that answers to the pointer and, with the focus, to the arrow keys. */
export function WindowChart({ label, windows, axis, height, describe, children }: WindowChartProps): JSX.Element {
  const tips = useTips();
  const [chosen, setChosen] = useState<number | null>(null);
  const show = (index: number, place: { x: number; y: number; spoken: boolean }): void => {
    const window = windows[index];
    setChosen(window ? index : null);
    if (window) tips.show({ content: { title: formatStart(window.from), lines: describe(window), notes: notesOf(window) }, ...place });
    else tips.hide();
  };
  const leave = (): void => show(-1, { x: 0, y: 0, spoken: false });
  const point = (event: PointerEvent & { readonly currentTarget: SVGSVGElement }): void => {
    const at = axis.at(event.clientX - event.currentTarget.getBoundingClientRect().left);
    show(
      windows.findIndex((window) => window.from <= at && at < window.to),
      { x: event.clientX, y: event.clientY, spoken: false },
    );
  };
  const press = (event: KeyboardEvent & { readonly currentTarget: SVGSVGElement }): void => {
    const next = stepIndex(event.key, chosen ?? windows.length, windows.length - 1);
    if (next === null) return;
    event.preventDefault();
    const box = event.currentTarget.getBoundingClientRect();
    show(next, { x: box.left + axis.x(windows[next]?.from ?? 0), y: box.top + 8, spoken: true });
  };
  const marked = chosen === null ? undefined : windows[chosen];
  return (
    <svg
      class="window-chart"
      width={axis.width}
      height={height}
      role="group"
      aria-roledescription="chart"
      aria-label={`${label} Use the arrow keys to read its windows.`}
      tabIndex={0}
      onPointerMove={point}
      onPointerLeave={leave}
      onKeyDown={press}
      onBlur={leave}
    >
      {marked && <rect class="window-mark" x={axis.x(marked.from)} width={Math.max(2, axis.x(marked.to) - axis.x(marked.from))} y={0} height={height} />}
      {children}
    </svg>
  );
}

const notesOf = ({ state, quarantined, heldRows, released }: PastWindow): string[] => [
  ...(heldRows !== null ? [`${heldRows} of its rows are kept out of training and of trials.`] : quarantined ? ['Quarantined: kept out of training and of trials.'] : []),
  ...(released ? ['A person let it go: it counts again.'] : []),
  ...(state === 'matured' ? [] : ['Provisional: labels are still arriving.']),
];

/** Lines across, with their values in the gutter. */
export function ValueGrid({ axis, marks }: { readonly axis: TimeAxis; readonly marks: readonly { readonly y: number; readonly text: string }[] }): JSX.Element {
  return (
    <g class="value-grid" aria-hidden="true">
      {marks.map(({ y, text }) => (
        <g key={text}>
          <line x1={axis.gutter} x2={axis.width - axis.right} y1={y} y2={y} />
          <text x={axis.gutter - 8} y={y + 4} text-anchor="end">
            {text}
          </text>
        </g>
      ))}
    </g>
  );
}
