import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DriftFoundView, DriftView } from '../../../src/sdk/diagnoses.ts';
import { formatCount, formatFixed, formatShare } from '../format-number.ts';
import { DistributionBars } from '../watch/distribution-bars.tsx';

type Found = DriftFoundView & { readonly file?: string };

/** What changed from a reference to a table, each as a diagnosis over its distribution; then the columns that did not; and the same as a file to send. */
export function DriftFindings({ answer, columns, file }: Found): JSX.Element {
  const changed = new Set(answer.changes.map((change) => change.column));
  const distances = new Map(answer.columns.map((one) => [one.column, one.distance]));
  const rest = columns.filter((one) => !changed.has(one.column)).toSorted((a, b) => (distances.get(b.column) ?? 0) - (distances.get(a.column) ?? 0));
  return (
    <>
      <p>
        <strong>{answer.current}</strong> beside {answer.reference}: {formatCount(answer.rows.current)} rows against {formatCount(answer.rows.reference)},{' '}
        {formatCount(answer.tests)} tests, {Number((100 * answer.falseAlarm).toPrecision(3))} % false alarm: <strong>{answer.verdict}</strong>.{' '}
        {file !== undefined && <ReportLink file={file} name={`${answer.current} beside ${answer.reference}`} />}
      </p>
      {answer.unmatched.map(({ column, why }) => (
        <p key={column} class="leak-leak">
          <span class="leak-mark">{column} cannot be compared</span>: {why}
        </p>
      ))}
      {answer.changes.map((change) => (
        <Change key={change.column + change.kind} change={change} distribution={columns.find((one) => one.column === change.column)} />
      ))}
      {answer.advice && <p class="faint">{answer.advice}</p>}
      {rest.length > 0 && (
        <details open={answer.changes.length === 0}>
          <summary>{changed.size === 0 ? 'Columns, the farthest from the reference first' : `${rest.length} columns in which nothing was found`}</summary>
          <div class="drift-columns">
            {rest.map((one) => (
              <section key={one.column} aria-label={one.column}>
                <h3>
                  {one.column} <span class="faint">distance {formatFixed(distances.get(one.column) ?? 0)}</span>
                </h3>
                <DistributionBars distribution={one} />
              </section>
            ))}
          </div>
        </details>
      )}
    </>
  );
}

interface ChangeProps {
  readonly change: DriftView['changes'][number];
  readonly distribution: Found['columns'][number] | undefined;
}

function Change({ change, distribution }: ChangeProps): JSX.Element {
  const { column, kind, message, p, effect, usual, rows, positions, also, cause, remedy } = change;
  const terms = [
    ['How sure', `p ${p < 1e-6 ? '< 1e-6' : `= ${Number(p.toPrecision(2))}`} after correction for all tests; effect ${formatShare(effect)}, usually ${formatShare(usual)}`],
    [
      'Which rows',
      rows === 0
        ? ''
        : `${formatCount(rows)}${positions.length === 0 ? '' : '; counted from 0: '}${positions.slice(0, 10).map(formatCount).join(', ')}${positions.length > 10 ? ', …' : ''}`,
    ],
    ['Beside it', also.join(', ').replaceAll('_', ' ')],
    ['Likely cause', cause],
    ['What to do', remedy],
  ] as const;
  return (
    <article class="leak-leak drift-change">
      <h3>
        {column === '*' ? 'rows' : column} <span class="leak-mark">{kind.replaceAll('_', ' ')}</span>
      </h3>
      <p>{message}</p>
      <dl>
        {terms
          .filter(([, text]) => text !== '')
          .map(([name, text]) => (
            <div key={name}>
              <dt class="faint">{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      {distribution && <DistributionBars distribution={distribution} />}
    </article>
  );
}

/** The page of HTML that the server made, as a file of the reader's. */
function ReportLink({ file, name }: { readonly file: string; readonly name: string }): JSX.Element | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: 'text/html' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url === null ? null : (
    <a class="link" href={url} download={`${name.replaceAll(/[^\w.-]+/g, '-')}.html`}>
      Save the report
    </a>
  );
}
