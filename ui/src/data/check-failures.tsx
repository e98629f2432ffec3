import type { JSX } from 'preact';
import type { CheckView } from '../../../src/sdk/diagnoses.ts';
import { formatCount } from '../format-number.ts';
import { ExampleRows } from './example-rows.tsx';

/** What a contract said of a table: every test that failed, with rows that break it, and what could not be judged. */
export function CheckFailures({ checked }: { readonly checked: CheckView }): JSX.Element {
  const instants = new Set(checked.schema.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  return (
    <>
      <p>
        <strong>{checked.table}</strong> by {checked.contract}: <strong>{checked.verdict}</strong>, {formatCount(checked.rows)} rows
        {checked.dropped > 0 && `, ${formatCount(checked.dropped)} set aside`}.
      </p>
      {checked.rows === 0 && <p class="caution">There are no rows that could break it: a test volume of the contract says how many there must be.</p>}
      {checked.failures.map((failure) => (
        <article key={failure.message} class={failure.severity === 'error' ? 'leak-leak' : 'leak-notice'}>
          <h3>
            <span class="leak-mark">{failure.reason.replaceAll('_', ' ')}</span>
          </h3>
          <p>
            {failure.message}
            {failure.owner !== undefined && <span class="faint"> Ask {failure.owner}.</span>}
          </p>
          {failure.description !== undefined && <p class="faint">{failure.description}</p>}
          <ExampleRows rows={failure.examples} instants={instants} />
        </article>
      ))}
      {(checked.skipped ?? []).map(({ test, why }) => (
        <p key={test} class="faint">
          {test} was not judged: {why}
        </p>
      ))}
    </>
  );
}
