import type { JSX } from 'preact';
import { formatCount } from '../format-number.ts';
import { go } from '../route.ts';
import type { DataQuestion, DataTool } from '../route.ts';
import type { KnownTables } from './use-known-tables.ts';
import { shortId } from './use-known-tables.ts';

/** Questions about two tables. */
export const PAIRS: readonly DataTool[] = ['drift', 'diff', 'leakage'];

/** Questions that can be asked of a run. */
const RUNS: readonly DataTool[] = ['label-errors', 'slices', 'leakage'];

/** What else a question names. */
const COLUMN: Readonly<Partial<Record<DataTool, string>>> = { check: 'contract', 'label-errors': 'label', slices: 'errors', leakage: 'label' };

/** What the two are called. */
const SIDES: Readonly<Partial<Record<DataTool, readonly [string, string]>>> = { drift: ['reference', 'table'], diff: ['before', 'after'], leakage: ['training', 'test'] };

/** Of what, beside what, and by which column. */
export function AskForm({ question, known }: { readonly question: DataQuestion; readonly known: KnownTables }): JSX.Element {
  const { tool } = question;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String((form.get(name) as string | null) ?? '').trim();
    go({ page: 'data', question: { tool, of: text('of'), against: text('against'), column: text('column'), alpha: Number(text('alpha')) || null } });
  };
  return (
    <form class="data-ask" onSubmit={submit}>
      <label>
        {SIDES[tool]?.[0] ?? 'table'}
        <input name="of" list="tables" value={question.of} placeholder={RUNS.includes(tool) ? 'a version, a file or a run' : 'a version or a file'} required />
      </label>
      {PAIRS.includes(tool) && (
        <label>
          {SIDES[tool]?.[1]}
          <input name="against" list="tables" value={question.against} required />
        </label>
      )}
      {COLUMN[tool] !== undefined && (
        <label>
          {COLUMN[tool]}
          <input name="column" value={question.column} placeholder={tool === 'check' ? 'a JSON file; by default the dataset’s' : 'as the dataset or run has it'} />
        </label>
      )}
      {tool === 'slices' && (
        <label title="Weight of the error against the size of a group: nearer to 1 for smaller ones">
          alpha
          <input name="alpha" type="number" min="0.5" max="1" step="0.001" value={question.alpha ?? ''} placeholder="by itself" />
        </label>
      )}
      <button type="submit">Look</button>
      <datalist id="tables">
        {known.versions.map((one) => (
          <option key={one.id} value={shortId(one.id)}>
            {`${one.dataset}, version ${one.number}: ${formatCount(one.rows)} rows`}
          </option>
        ))}
        {RUNS.includes(tool) &&
          known.runs.map((run) => (
            <option key={run.id} value={run.id}>
              {run.name}
            </option>
          ))}
      </datalist>
    </form>
  );
}
