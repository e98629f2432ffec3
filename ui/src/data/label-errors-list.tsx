import type { JSX } from 'preact';
import type { LabelErrorsView } from '../../../src/sdk/diagnoses.ts';
import { formatCount, formatFixed, formatShare } from '../format-number.ts';
import { TableHead } from './table-head.tsx';

/** Labels that are probably wrong, worst first, and how given and true labels go together. */
export function LabelErrorsList({ found }: { readonly found: LabelErrorsView }): JSX.Element {
  const ofClasses = found.classes.length > 0;
  return (
    <>
      <p>
        <strong>{formatCount(found.found)}</strong> of {formatCount(found.rows)} labels ({formatShare(found.found / Math.max(1, found.rows))}) are probably wrong.{' '}
        <span class="faint">{found.probabilities}</span>
      </p>
      {found.caution && <p class="caution">{found.caution}</p>}
      {found.errors.length > 0 && (
        <div class="difference">
          <table aria-label="Wrong labels" class={ofClasses ? '' : 'wrong-numbers'}>
            <TableHead names={['row', 'key', 'given', ofClasses ? 'suggested' : 'expected', ...(ofClasses ? ['quality'] : []), 'why']} />
            <tbody>
              {found.errors.map((one) => (
                <tr key={one.row}>
                  <td>{one.row}</td>
                  <td>{one.key ?? '–'}</td>
                  <td>{one.given}</td>
                  <td>{one.suggested}</td>
                  {ofClasses && <td>{formatFixed(one.score)}</td>}
                  <td>{one.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {ofClasses && <EstimatedLabels classes={found.classes} />}
    </>
  );
}

/** How many of each given label are estimated to be truly of each. */
function EstimatedLabels({ classes }: Pick<LabelErrorsView, 'classes'>): JSX.Element {
  return (
    <>
      <h3>Estimated true labels</h3>
      <div class="difference">
        <table aria-label="Estimated true labels">
          <thead>
            <tr>
              <th scope="col">given</th>
              <th scope="col">rows</th>
              {classes.map((one) => (
                <th key={one.label} scope="col">
                  truly {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map((one) => (
              <tr key={one.label}>
                <th scope="row">{one.label}</th>
                <td>{formatCount(one.rows)}</td>
                {one.truly.map((count, i) => (
                  <td key={classes[i]!.label}>{formatCount(count)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
