import type { JSX } from 'preact';
import { TableHead } from './table-head.tsx';

type Row = Readonly<Record<string, unknown>>;

export interface ExampleRowsProps {
  readonly rows: readonly Row[];
  /** Columns whose numbers are ms UTC. */
  readonly instants?: ReadonlySet<string>;
}

/** Some rows as a table, with the columns that any of them has. */
export function ExampleRows({ rows, instants }: ExampleRowsProps): JSX.Element | null {
  if (rows.length === 0) return null;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <div class="difference">
      <table>
        <TableHead names={names} />
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {names.map((name) => (
                <td key={name}>{tellValue(row[name], instants?.has(name))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A value of a row as a person reads it. */
export function tellValue(value: unknown, isInstant = false): string {
  if (value === null || value === undefined) return '–';
  if (isInstant && typeof value === 'number') return new Date(value).toISOString().replace('.000Z', 'Z');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
