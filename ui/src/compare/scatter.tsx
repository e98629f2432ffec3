import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RunRow } from '../../../src/sdk/tracking.ts';
import { formatMetric } from '../format-run.ts';
import { useTips } from '../tip.tsx';
import { useWidth } from '../use-width.ts';
import { labelOf, makeScale, valueOf } from './fields.ts';
import type { Field } from './fields.ts';

const HEIGHT = 260;
const LEFT = 66;
const BOTTOM = 26;
const MARGIN = 14;

interface ScatterProps {
  readonly runs: readonly RunRow[];
  readonly fields: readonly Field[];
  readonly colourOf: (run: string) => string;
}

/** Runs as points over any two of their parameters and metrics. */
export function Scatter({ runs, fields, colourOf }: ScatterProps): JSX.Element {
  const [holder, width] = useWidth<HTMLDivElement>();
  const tips = useTips();
  const metric = fields.find((field) => field.kind === 'metric' && field.differs);
  const param = fields.find((field) => field.kind === 'param' && field.differs) ?? fields.find((field) => field.kind === 'metric' && field !== metric);
  const [names, setNames] = useState({ x: param ? labelOf(param) : '', y: metric ? labelOf(metric) : '' });
  const fieldAt = (name: string): Field | undefined => fields.find((field) => labelOf(field) === name);
  const [across, up] = [fieldAt(names.x), fieldAt(names.y)];
  const pick = (axis: 'x' | 'y', title: string): JSX.Element => (
    <label>
      {title}{' '}
      <select value={names[axis]} onChange={(event) => setNames({ ...names, [axis]: event.currentTarget.value })}>
        {fields.map((field) => (
          <option key={labelOf(field)} value={labelOf(field)}>
            {labelOf(field)}
          </option>
        ))}
      </select>
    </label>
  );
  if (!across || !up) return <p class="faint">A scatter needs a parameter and a metric.</p>;
  const [horizontal, vertical] = [across, up].map((field) =>
    makeScale(
      runs.map((run) => valueOf(run, field)),
      formatMetric,
    ),
  );
  const x = (place: number): number => LEFT + MARGIN + place * (width - LEFT - 2 * MARGIN);
  const y = (place: number): number => MARGIN + (1 - place) * (HEIGHT - BOTTOM - 2 * MARGIN);
  return (
    <>
      <div class="curve-controls">
        {pick('x', 'Across')}
        {pick('y', 'Up')}
      </div>
      <div ref={holder} class="scatter">
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={`${up.key} over ${across.key} of ${runs.length} runs`}>
            {vertical!.ticks.map((tick) => (
              <g key={tick.text}>
                <line x1={LEFT} x2={width} y1={y(tick.at)} y2={y(tick.at)} />
                <text x={LEFT - 6} y={y(tick.at)} dy="4" text-anchor="end">
                  {tick.text.slice(0, 12)}
                </text>
              </g>
            ))}
            {horizontal!.ticks.map((tick) => (
              <text key={tick.text} x={x(tick.at)} y={HEIGHT - 8} text-anchor="middle">
                {tick.text.slice(0, 14)}
              </text>
            ))}
            {runs.map((run) => {
              const [at, over] = [horizontal!.place(valueOf(run, across)), vertical!.place(valueOf(run, up))];
              if (at === null || over === null) return null;
              const lines = [across, up].map((field) => ({ label: field.key, value: String(valueOf(run, field)) }));
              return (
                <circle
                  key={run.id}
                  cx={x(at)}
                  cy={y(over)}
                  r="5"
                  fill={colourOf(run.id)}
                  onPointerMove={(event) => tips.show({ content: { title: run.name, lines }, x: event.clientX, y: event.clientY, spoken: false })}
                  onPointerLeave={() => tips.hide()}
                />
              );
            })}
          </svg>
        )}
      </div>
    </>
  );
}
