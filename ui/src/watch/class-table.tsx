import type { JSX } from 'preact';
import type { ClassOutcome, WindowHistory } from '../../../src/sdk/watch.ts';
import { formatCount, formatFixed } from '../format-number.ts';
import { formatMoment } from '../format-time.ts';
import { TrackHead } from '../sections/track-head.tsx';

const SHOWN = ['precision', 'recall', 'f1', 'auc'] as const;
const TITLES: Readonly<Record<(typeof SHOWN)[number], string>> = { precision: 'Precision', recall: 'Recall', f1: 'F1', auc: 'AUC' };

/** Each class in the newest window with labels: how often it came true and was predicted, and how well it is told from the rest. */
export function ClassTable({ classes: { window, each } }: { readonly classes: NonNullable<WindowHistory['classes']> }): JSX.Element {
  return (
    <>
      <TrackHead title="Classes">
        <span class="faint">window of {formatMoment(window.from)}, 95 % intervals</span>
      </TrackHead>
      <div class="class-table">
        <table>
          <thead>
            <tr>
              <th scope="col">class</th>
              <th scope="col">came true</th>
              <th scope="col">predicted</th>
              {SHOWN.map((metric) => (
                <th key={metric} scope="col">
                  {TITLES[metric]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {each.map((one) => (
              <tr key={one.name}>
                <th scope="row">{one.name}</th>
                <td>{formatCount(one.rows)}</td>
                <td>{formatCount(one.predicted)}</td>
                {SHOWN.map((metric) => (
                  <FigureCell key={metric} of={one} metric={metric} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A figure with its interval, and a bar as long as it is large. */
function FigureCell({ of, metric }: { readonly of: ClassOutcome; readonly metric: string }): JSX.Element {
  const figure = of.metrics.find((one) => one.metric === metric);
  const value = figure?.value ?? null;
  return (
    <td>
      <i class="class-bar" style={{ width: `${100 * (value ?? 0)}%` }} />
      <span>
        {formatFixed(value, 2)}
        {figure?.interval && (
          <span class="faint">
            {' '}
            {formatFixed(figure.interval[0], 2)}–{formatFixed(figure.interval[1], 2)}
          </span>
        )}
      </span>
    </td>
  );
}
