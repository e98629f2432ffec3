import type { JSX } from 'preact';
import type { HeatRow } from './heat-map.ts';

/** Letters at the end of a name that are never cut: columns are often told apart by them alone. */
const TAIL = 6;

/** The names of a heat map's rows, in the gutter at its left, and of their groups above them. */
export function HeatLabels({ rows, gutter }: { readonly rows: readonly HeatRow[]; readonly gutter: number }): JSX.Element {
  return (
    <>
      {rows.map((row) => (
        <span key={row.index} class="heat-name" style={{ top: `${row.top}px`, height: `${row.height}px`, width: `${gutter - 10}px` }} title={row.name}>
          <span class="heat-name-start">{row.name.slice(0, -TAIL)}</span>
          <span>{row.name.slice(-TAIL)}</span>
        </span>
      ))}
      {rows
        .filter((row, index) => row.group !== rows[index - 1]?.group && row.group !== 'score')
        .map((row) => (
          <span key={row.group} class="heat-group" style={{ top: `${row.top - 15}px` }}>
            {row.group}s
          </span>
        ))}
    </>
  );
}
