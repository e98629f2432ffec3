import type { JSX } from 'preact';
import { formatCount } from '../format-number.ts';
import { DATA, hrefOf } from '../route.ts';
import type { DataTool } from '../route.ts';
import type { KnownTables } from './use-known-tables.ts';
import { shortId } from './use-known-tables.ts';

const MEANINGS: Readonly<Record<DataTool, string>> = {
  drift: 'What changed from one table to another: which columns, how sure, in which rows, and what to do.',
  diff: 'What one version has that another has not: rows by key, columns, and distributions.',
  profile: 'What is in a table: what is missing, the range of every column, its distribution and its commonest values.',
  check: 'Whether a table holds what its contract says, and the rows that break it.',
  'label-errors': 'Rows whose label is probably wrong, by what a model that has not seen them says.',
  slices: 'Groups of rows in which a model errs most, each confirmed on rows kept apart.',
  leakage: 'What a test knows of the training: the same rows or keys in both, a column that gives the label away.',
};

const SHOWN = 8;

/** What a question is for, and whom it can be asked of at once. */
export function StartingPoints({ tool, known }: { readonly tool: DataTool; readonly known: KnownTables }): JSX.Element {
  const points = pointsOf(tool, known).slice(0, SHOWN);
  return (
    <section aria-label="Where to begin">
      <p>{MEANINGS[tool]}</p>
      {points.length > 0 && (
        <ul class="starting-points">
          {points.map(({ of, against, text }) => (
            <li key={text}>
              <a href={hrefOf({ page: 'data', question: { ...DATA, tool, of, against } })}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface Point {
  readonly of: string;
  readonly against: string;
  readonly text: string;
}

function pointsOf(tool: DataTool, { versions, runs }: KnownTables): Point[] {
  const pairs = versions.flatMap((after) => {
    const before = versions.find((one) => one.dataset === after.dataset && one.number === after.number - 1);
    return before
      ? [
          {
            of: shortId(before.id),
            against: shortId(after.id),
            text: `${after.dataset}, version ${after.number} beside ${before.number}: ${formatCount(before.rows)} → ${formatCount(after.rows)} rows`,
          },
        ]
      : [];
  });
  const ofRuns = runs.map((run) => ({ of: run.id, against: '', text: `the test rows of ${run.name}` }));
  const ofVersions = versions.map((one) => ({ of: shortId(one.id), against: '', text: `${one.dataset}, version ${one.number}: ${formatCount(one.rows)} rows` }));
  switch (tool) {
    case 'drift':
    case 'diff':
      return pairs;
    case 'profile':
    case 'check':
      return ofVersions;
    case 'label-errors':
      return [...ofVersions, ...ofRuns];
    case 'slices':
      return ofRuns;
    case 'leakage':
      return [];
  }
}
