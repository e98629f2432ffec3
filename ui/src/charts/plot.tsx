import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useTips } from '../tip.tsx';
import type { TipContent } from '../tip.tsx';

export const CHART_FONT = '11px -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';

export interface PlotProps {
  /** What the chart shows, in a sentence, for those who do not see it. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly data: uPlot.AlignedData;
  /** Everything but the size; a new object draws the chart anew. */
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  /** What the tip says about a point; null when there is nothing. */
  readonly describe: (index: number) => TipContent | null;
}

/** A uPlot chart whose points answer to the pointer and, once it has the focus, to the arrow keys. */
export function Plot({ label, width, height, data, options, describe }: PlotProps): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const marker = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const chosen = useRef<number | null>(null);
  const tips = useTips();

  useLayoutEffect(() => {
    if (!holder.current || width <= 0) return undefined;
    const made = new uPlot({ ...options, width, height, legend: { show: false }, cursor: { show: false } }, data, holder.current);
    chart.current = made;
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [width, height, data, options]);
  useEffect(() => () => tips.hide(), [tips]);

  const place = (index: number | null): number | null => {
    const plot = chart.current;
    const at = index === null ? undefined : plot?.data[0][index];
    if (marker.current) marker.current.hidden = at === undefined;
    chosen.current = index;
    if (!plot || at === undefined || !marker.current) return null;
    const left = plot.bbox.left / devicePixelRatio + plot.valToPos(at, 'x');
    marker.current.style.transform = `translateX(${Math.round(left)}px)`;
    return left;
  };
  const leave = (): void => {
    place(null);
    tips.hide();
  };
  const point = (event: PointerEvent): void => {
    const plot = chart.current;
    const box = holder.current?.getBoundingClientRect();
    if (!plot || !box || data[0].length === 0) return;
    const index = plot.posToIdx(event.clientX - box.left - plot.bbox.left / devicePixelRatio);
    const content = describe(index);
    if (!content) return leave();
    place(index);
    tips.show({ content, x: event.clientX, y: event.clientY, spoken: false });
  };
  const press = (event: KeyboardEvent): void => {
    const last = data[0].length - 1;
    const next = stepIndex(event.key, chosen.current ?? last + 1, last);
    if (next === null || last < 0) return;
    event.preventDefault();
    const left = place(next);
    const box = holder.current?.getBoundingClientRect();
    const content = describe(next);
    if (left !== null && box && content) tips.show({ content, x: box.left + left, y: box.top + 8, spoken: true });
    else tips.hide();
  };

  return (
    <div
      class="plot"
      ref={holder}
      style={{ height: `${height}px` }}
      role="group"
      aria-roledescription="chart"
      aria-label={`${label} Use the arrow keys to read its points.`}
      tabIndex={0}
      onPointerMove={point}
      onPointerLeave={leave}
      onKeyDown={press}
      onBlur={leave}
    >
      <div class="plot-marker" ref={marker} hidden />
    </div>
  );
}

/** Where an arrow key, Home or End leads from `index`; null for any other key. */
export function stepIndex(key: string, index: number, last: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
