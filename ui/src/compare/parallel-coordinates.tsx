import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { RunRow } from '../../../src/sdk/tracking.ts';
import { formatMetric } from '../format-run.ts';
import { useTips } from '../tip.tsx';
import { useWidth } from '../use-width.ts';
import { labelOf, makeScale, valueOf } from './fields.ts';
import type { Field } from './fields.ts';

const HEIGHT = 260;
const TOP = 30;
const BOTTOM = 18;
const SIDE = 70;
const MOST_AXES = 9;

interface ParallelCoordinatesProps {
  readonly runs: readonly RunRow[];
  readonly fields: readonly Field[];
  readonly colourOf: (run: string) => string;
}

/** Each run is a line over axes of parameters and metrics: what goes together shows as bundles. */
export function ParallelCoordinates({ runs, fields, colourOf }: ParallelCoordinatesProps): JSX.Element {
  const [holder, width] = useWidth<HTMLDivElement>();
  const [lit, setLit] = useState<string | null>(null);
  const tips = useTips();
  const axes = useMemo(() => {
    const differing = fields.filter((field) => field.differs);
    const params = differing.filter((field) => field.kind === 'param').slice(0, MOST_AXES - 2);
    return [...params, ...differing.filter((field) => field.kind === 'metric').slice(0, MOST_AXES - params.length)].map((field) => ({
      field,
      scale: makeScale(
        runs.map((run) => valueOf(run, field)),
        formatMetric,
      ),
    }));
  }, [runs, fields]);
  if (axes.length < 2) return <p class="faint">Parallel coordinates need two parameters or metrics that differ between the runs.</p>;
  const x = (index: number): number => SIDE + (index * (width - 2 * SIDE)) / (axes.length - 1);
  const y = (place: number): number => TOP + (1 - place) * (HEIGHT - TOP - BOTTOM);
  const path = (run: RunRow): string => {
    let pen = 'M';
    let drawn = '';
    axes.forEach(({ field, scale }, index) => {
      const place = scale.place(valueOf(run, field));
      if (place === null) {
        pen = 'M';
        return;
      }
      drawn += `${pen}${x(index).toFixed(1)} ${y(place).toFixed(1)}`;
      pen = 'L';
    });
    return drawn;
  };
  return (
    <div ref={holder} class="parallel">
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={`Parallel coordinates of ${runs.length} runs over ${axes.map(({ field }) => field.key).join(', ')}`}>
          {runs.map((run) => (
            <path
              key={run.id}
              d={path(run)}
              fill="none"
              stroke={colourOf(run.id)}
              stroke-width={lit === run.id ? 3 : 1.5}
              opacity={lit === null || lit === run.id ? 0.85 : 0.15}
              onPointerMove={(event) => {
                setLit(run.id);
                const lines = axes.map(({ field }) => ({ label: field.key, value: String(valueOf(run, field) ?? '–') }));
                tips.show({ content: { title: run.name, lines }, x: event.clientX, y: event.clientY, spoken: false });
              }}
              onPointerLeave={() => {
                setLit(null);
                tips.hide();
              }}
            />
          ))}
          {axes.map(({ field, scale }, index) => (
            <g key={labelOf(field)} class="parallel-axis">
              <line x1={x(index)} x2={x(index)} y1={TOP} y2={HEIGHT - BOTTOM} />
              <text
                x={x(index)}
                y={14}
                text-anchor={index === 0 ? 'start' : index === axes.length - 1 ? 'end' : 'middle'}
                dx={index === 0 ? -SIDE + 4 : index === axes.length - 1 ? SIDE - 4 : 0}
                class={field.kind}
              >
                {field.key.length > 18 ? `${field.key.slice(0, 17)}…` : field.key}
              </text>
              {scale.ticks.map((tick) => (
                <text
                  key={tick.text}
                  x={x(index)}
                  dx={index === axes.length - 1 ? 6 : -6}
                  y={y(tick.at)}
                  dy="4"
                  text-anchor={index === axes.length - 1 ? 'start' : 'end'}
                  class="tick"
                >
                  {tick.text.length > 10 ? `${tick.text.slice(0, 9)}…` : tick.text}
                </text>
              ))}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
