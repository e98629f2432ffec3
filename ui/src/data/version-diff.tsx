import type { JSX } from 'preact';
import type { ColumnDiffView, DiffBin, DiffSpan, VersionDiffView } from '../../../src/sdk/diagnoses.ts';
import { formatCount, formatFixed, formatShare } from '../format-number.ts';
import { formatDayLong } from '../format-time.ts';
import { formatMinutes } from '../watch/words.ts';
import { ExampleRows, tellValue } from './example-rows.tsx';
import type { ExampleRowsProps } from './example-rows.tsx';

/** What changed between two tables: rows by key, columns, and each distribution before and after. */
export function VersionDiff({ diff }: { readonly diff: VersionDiffView }): JSX.Element {
  const { byKey, columns } = diff;
  const unnamed = byKey?.unnamed ?? 0;
  // Stored answers may hold them as ms.
  const instants = new Set(diff.distributions.filter(({ kind }) => kind === 'timestamp').map(({ name }) => name));
  return (
    <>
      <p>
        {nameSides(diff)}: {formatCount(diff.before.rows)} → {formatCount(diff.after.rows)} rows, +{formatCount(diff.rows.added)} −{formatCount(diff.rows.removed)}
        {byKey && (
          <>
            ; by {byKey.key} <strong>{formatCount(byKey.added)}</strong> added, <strong>{formatCount(byKey.removed)}</strong> removed, <strong>{formatCount(byKey.changed)}</strong>{' '}
            changed
          </>
        )}
        .
      </p>
      {byKey && unnamed > 0 && (
        <p class="caution">
          {formatCount(unnamed)} rows have no {byKey.key}, or one that is there more than once, and are left out.
        </p>
      )}
      {byKey && byKey.columns.length > 0 && <p>Changed in {byKey.columns.map((one) => `${one.name} (${formatCount(one.rows)})`).join(', ')}.</p>}
      {byKey && (
        <>
          <ExampleRows
            rows={byKey.examples.changed.map((one) => ({
              [byKey.key]: one.key,
              ...Object.fromEntries(one.columns.map((c) => [c.name, `${tellValue(c.before, instants.has(c.name))} → ${tellValue(c.after, instants.has(c.name))}`])),
            }))}
          />
          <Examples title="Added" rows={byKey.examples.added} instants={instants} />
          <Examples title="Removed" rows={byKey.examples.removed} instants={instants} />
        </>
      )}
      {columns.added.length + columns.removed.length + columns.changed.length > 0 && (
        <p>
          Columns:{' '}
          {[...columns.added.map((name) => `+ ${name}`), ...columns.removed.map((name) => `− ${name}`), ...columns.changed.map((c) => `${c.name}: ${c.before} → ${c.after}`)].join(
            ', ',
          )}
        </p>
      )}
      <h3>
        Distributions <span class="faint">{diff.compared}, most changed first</span>
      </h3>
      <ul class="legend">
        <li>
          <i class="key-square key-before" /> before
        </li>
        <li>
          <i class="key-square key-after" /> after
        </li>
      </ul>
      <div class="diff-columns">
        {diff.distributions.map((column) => (
          <ColumnBars key={column.name} column={column} />
        ))}
      </div>
    </>
  );
}

/** Versions by their numbers in their dataset, files by their names. */
function nameSides({ dataset, before, after }: VersionDiffView): string {
  const name = (side: VersionDiffView['before']): string => (side.number === null ? side.name : `${dataset} ${side.number}`);
  return before.number !== null && after.number !== null ? `${name(before)} → ${after.number}` : `${name(before)} → ${name(after)}`;
}

function Examples({ title, ...rest }: ExampleRowsProps & { readonly title: string }): JSX.Element | null {
  return rest.rows.length === 0 ? null : (
    <details>
      <summary>{title}</summary>
      <ExampleRows {...rest} />
    </details>
  );
}

/** Both distributions of a column over each other, as shares. */
function ColumnBars({ column }: { readonly column: ColumnDiffView }): JSX.Element {
  const { bins } = column;
  const sum = (side: 'before' | 'after'): number =>
    Math.max(
      1,
      bins.reduce((total, bin) => total + bin[side], 0),
    );
  const [before, after] = [sum('before'), sum('after')];
  const most = Math.max(1e-9, ...bins.map((bin) => Math.max(bin.before / before, bin.after / after)));
  return (
    <figure>
      <figcaption>
        {column.name} <span class="faint">distance {formatFixed(column.totalVariation)}</span>
        {column.missing.before !== column.missing.after && (
          <span class="faint">
            , missing {formatShare(column.missing.before)} → {formatShare(column.missing.after)}
          </span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${bins.length * 10} 60`} preserveAspectRatio="none" role="img" aria-label={`${column.name} before and after`}>
        {bins.map((bin, i) => {
          const [a, b] = [(58 * bin.before) / before / most, (58 * bin.after) / after / most];
          return (
            <g key={i}>
              <title>{`${nameOf(bin, column.kind)}: ${formatShare(bin.before / before)} → ${formatShare(bin.after / after)}`}</title>
              <rect class="bar-before" x={i * 10 + 0.5} width="9" y={60 - a} height={a} />
              <rect class="bar-after" x={i * 10 + 2.5} width="5" y={60 - b} height={b} />
            </g>
          );
        })}
      </svg>
      <p class="diff-ends faint">
        <span>{nameOf(bins[0], column.kind)}</span>
        <span>{nameOf(bins.at(-1), column.kind)}</span>
      </p>
      {column.span && (
        <p class="diff-ends faint">
          <span>
            {sayDays(column.span.before)} → {sayDays(column.span.after)}
          </span>
        </p>
      )}
    </figure>
  );
}

/** From the first day of instants to the last, UTC. */
function sayDays(span: DiffSpan | null): string {
  if (span === null) return 'none';
  const [from, to] = [formatDayLong(span.from), formatDayLong(span.to)];
  return from === to ? from : `${from} – ${to}`;
}

/** What a bin holds; the bins of instants are minutes of the day. */
function nameOf(bin: DiffBin | undefined, kind: ColumnDiffView['kind']): string {
  const tidy = (value: number): string => (kind === 'timestamp' ? formatMinutes(value) : String(Number(value.toPrecision(4))));
  if (!bin) return '';
  if (bin.value !== null) return bin.value;
  if (bin.from === null && bin.to === null) return 'all others';
  if (kind === 'boolean') return String(bin.to === null);
  if (bin.from === null) return `< ${tidy(bin.to!)}`;
  return bin.to === null ? `≥ ${tidy(bin.from)}` : `${tidy(bin.from)} … ${tidy(bin.to)}`;
}
