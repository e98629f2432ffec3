import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RunRow } from '../../../src/sdk/tracking.ts';
import { formatMetric } from '../format-run.ts';
import { hrefOf } from '../route.ts';
import { makeScale, valueOf } from './fields.ts';
import type { Field, Value } from './fields.ts';

interface DifferenceTableProps {
  readonly title: string;
  readonly runs: readonly RunRow[];
  readonly fields: readonly Field[];
  readonly colourOf: (run: string) => string;
}

const format = (value: Value): string => (value === null ? '–' : typeof value === 'number' ? formatMetric(value) : value);

/** One row a field, one column a run; what differs comes first, what does not is folded away. */
export function DifferenceTable({ title, runs, fields, colourOf }: DifferenceTableProps): JSX.Element | null {
  const [all, setAll] = useState(false);
  const differing = fields.filter((field) => field.differs);
  const same = fields.length - differing.length;
  if (fields.length === 0) return null;
  return (
    <section aria-label={title}>
      <div class="track-head">
        <h2>{title}</h2>
        <span class="faint">
          {differing.length === 0 ? 'all the same' : `${differing.length} differ`}
          {same > 0 && differing.length > 0 && `, ${same} the same`}
        </span>
        {same > 0 && (
          <button type="button" class="link" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? 'Hide what is the same' : 'Show what is the same'}
          </button>
        )}
      </div>
      <div class="difference">
        <table>
          <thead>
            <tr>
              <td />
              {runs.map((run) => (
                <th key={run.id} scope="col">
                  <i class="dot" style={{ background: colourOf(run.id) }} />
                  <a href={hrefOf({ page: 'run', run: run.id, tab: 'overview' })} title={run.id}>
                    {run.name}
                  </a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(all ? fields : differing).map((field) => (
              <FieldRow key={field.key} field={field} runs={runs} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Metrics carry a bar from the least to the greatest of the row. */
function FieldRow({ field, runs }: { readonly field: Field; readonly runs: readonly RunRow[] }): JSX.Element {
  const values = runs.map((run) => valueOf(run, field));
  const scale = field.kind === 'metric' && field.differs && runs.length > 1 ? makeScale(values, formatMetric) : null;
  return (
    <tr class={field.differs ? '' : 'same'}>
      <th scope="row" title={field.key}>
        {field.key}
      </th>
      {values.map((value, index) => {
        const share = scale?.place(value) ?? null;
        return (
          <td key={runs[index]!.id} title={String(value ?? '')}>
            {format(value)}
            {share !== null && <i class="bar-of-cell" style={{ width: `${4 + share * 96}%` }} />}
          </td>
        );
      })}
    </tr>
  );
}
