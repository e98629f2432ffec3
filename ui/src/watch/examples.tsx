import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Diagnosis, FindingExample } from '../../../src/sdk/watch.ts';
import { ask } from '../ask.ts';
import { formatFixed } from '../format-number.ts';
import { formatMoment } from '../format-time.ts';
import { problemOf } from '../runs/use-runs.ts';

/** What no single prediction shows. */
const WHOLE: readonly Diagnosis['kind'][] = ['volume', 'performance', 'calibration', 'change', 'contract'];

type Reading = readonly FindingExample[] | 'reading' | { readonly title: string } | null;

interface ExamplesProps extends Pick<Diagnosis, 'kind' | 'column'> {
  /** The finding whose predictions are shown. */
  readonly finding: string;
}

/** Predictions that show a finding, read when somebody opens them. */
export function Examples({ finding, kind, column }: ExamplesProps): JSX.Element | null {
  const [reading, setReading] = useState<Reading>(null);
  if (WHOLE.includes(kind)) return null;
  const read = (event: Event & { readonly currentTarget: HTMLDetailsElement }): void => {
    if (!event.currentTarget.open || reading !== null) return;
    setReading('reading');
    ask('monitor.examples', { finding }).then(setReading, (error: unknown) => setReading(problemOf(error)));
  };
  return (
    <details onToggle={read}>
      <summary>Examples</summary>
      <Body reading={reading} column={column} />
    </details>
  );
}

function Body({ reading, column }: { readonly reading: Reading; readonly column: string }): JSX.Element {
  if (reading === null || reading === 'reading') return <p class="faint">Reading the log…</p>;
  if (!isRead(reading)) return <p role="alert">{reading.title}</p>;
  if (reading.length === 0) return <p class="faint">The log holds none of them any more.</p>;
  const inputs = [...new Set(reading.flatMap((example) => Object.keys(example.inputs)))];
  const others = inputs.filter((name) => name !== column);
  return (
    <div class="examples">
      <table>
        <thead>
          <tr>
            <th scope="col">prediction</th>
            <th scope="col">{column === '*' ? 'violations' : column}</th>
            <th scope="col">score</th>
            <th scope="col">decision</th>
            <th scope="col">at</th>
            {others.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reading.map((example) => (
            <tr key={example.predictionId}>
              <td>
                <code>{example.predictionId}</code>
              </td>
              <td class="example-value">{column === '*' ? example.violations.join('; ') : <Value text={example.value} />}</td>
              <td>{formatFixed(example.score)}</td>
              <td>{example.decision ?? 'refused'}</td>
              <td>{formatMoment(example.eventAt)}</td>
              {others.map((name) => (
                <td key={name}>
                  <Value text={Object.hasOwn(example.inputs, name) ? example.inputs[name]! : null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isRead = (reading: readonly FindingExample[] | { readonly title: string }): reading is readonly FindingExample[] => Array.isArray(reading);

const Value = ({ text }: { readonly text: string | null }): JSX.Element => (text === null ? <span class="faint">missing</span> : <>{text}</>);
