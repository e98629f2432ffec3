import type { CSSProperties, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RunRow } from '../../../src/sdk/tracking.ts';
import { formatAgo, formatDuration, formatMetric } from '../format-run.ts';
import { hrefOf } from '../route.ts';
import { fieldOf, idOf, loggedOf } from './columns.ts';
import type { Column } from './columns.ts';
import { RunStatus } from './run-status.tsx';
import type { Line } from './run-tree.ts';

const ROW = 28;
const HEAD = 32;
/** Rows drawn beyond what is seen, above and below. */
const SPARE = 12;
const BOX_WIDTH = 34;
const NAME_WIDTH = 230;
const COLUMN_WIDTH = 118;
const STARTED_WIDTH = 112;
const TOOK_WIDTH = 96;

interface RunsTableProps {
  readonly lines: readonly Line[];
  readonly columns: readonly Column[];
  readonly pinned: readonly string[];
  readonly order: string;
  readonly chosen: ReadonlySet<string>;
  /** The colour of a chosen run. */
  readonly colourOf: (run: string) => string | null;
  readonly more: boolean;
  readonly onChoose: (runs: readonly string[], on: boolean) => void;
  readonly onOrder: (order: string) => void;
  readonly onToggle: (run: RunRow) => void;
  readonly onEnd: () => void;
}

/** The runs as rows of a table of any length: only those in sight are drawn. */
export function RunsTable(props: RunsTableProps): JSX.Element {
  const { lines, columns, pinned, order, chosen, more, onChoose, onEnd } = props;
  const holder = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const last = useRef<number | null>(null);
  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const look = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, []);
  const from = Math.max(0, Math.floor(view.top / ROW) - SPARE);
  const to = Math.min(lines.length, Math.ceil((view.top + view.height) / ROW) + SPARE);
  useEffect(() => {
    if (more && to >= lines.length - 40) onEnd();
  }, [more, to, lines.length, onEnd]);

  /** With the shift key, all runs between the last one and this one. */
  const choose = (index: number, on: boolean, range: boolean): void => {
    const start = range && last.current !== null ? last.current : index;
    last.current = index;
    onChoose(
      lines.slice(Math.min(start, index), Math.max(start, index) + 1).map((line) => line.run.id),
      on,
    );
  };

  const sorted = [...columns.filter((column) => pinned.includes(idOf(column))), ...columns.filter((column) => !pinned.includes(idOf(column)))];
  const leftOf = (index: number): number | null => (pinned.includes(idOf(sorted[index]!)) ? BOX_WIDTH + NAME_WIDTH + index * COLUMN_WIDTH : null);
  const sticky = (index: number): CSSProperties | undefined => {
    const left = leftOf(index);
    return left === null ? undefined : { left: `${left}px` };
  };
  return (
    <div class="runs-holder" ref={holder} tabIndex={0} role="region" aria-label="Runs">
      <table class="runs-table" aria-rowcount={lines.length + 1} style={{ width: `${BOX_WIDTH + NAME_WIDTH + STARTED_WIDTH + TOOK_WIDTH + sorted.length * COLUMN_WIDTH}px` }}>
        <colgroup>
          <col style={{ width: `${BOX_WIDTH}px` }} />
          <col style={{ width: `${NAME_WIDTH}px` }} />
          {sorted.map((column) => (
            <col key={idOf(column)} style={{ width: `${COLUMN_WIDTH}px` }} />
          ))}
          <col style={{ width: `${STARTED_WIDTH}px` }} />
          <col style={{ width: `${TOOK_WIDTH}px` }} />
        </colgroup>
        <thead style={{ height: `${HEAD}px` }}>
          <tr>
            <th class="stick stick-box">
              <input
                type="checkbox"
                aria-label="Choose all that are loaded"
                checked={lines.length > 0 && lines.every((line) => chosen.has(line.run.id))}
                onChange={(event) =>
                  onChoose(
                    lines.map((line) => line.run.id),
                    event.currentTarget.checked,
                  )
                }
              />
            </th>
            <OrderHead field="attributes.run_name" order={order} onOrder={props.onOrder} className="stick stick-name">
              Run
            </OrderHead>
            {sorted.map((column, index) => (
              <OrderHead
                key={idOf(column)}
                field={fieldOf(column)}
                order={order}
                onOrder={props.onOrder}
                className={`${column.kind}-head${leftOf(index) === null ? '' : ' stick'}`}
                style={sticky(index)}
              >
                {column.key}
              </OrderHead>
            ))}
            <OrderHead field="attributes.start_time" order={order} onOrder={props.onOrder}>
              Started
            </OrderHead>
            <OrderHead field="attributes.duration" order={order} onOrder={props.onOrder}>
              Took
            </OrderHead>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden="true" style={{ height: `${from * ROW}px` }} />}
          {lines.slice(from, to).map((line, at) => (
            <Row key={`${line.run.id}/${line.depth}`} line={line} index={from + at} columns={sorted} sticky={sticky} table={props} choose={choose} />
          ))}
          {to < lines.length && <tr aria-hidden="true" style={{ height: `${(lines.length - to) * ROW}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly line: Line;
  readonly index: number;
  readonly columns: readonly Column[];
  readonly sticky: (column: number) => CSSProperties | undefined;
  readonly table: RunsTableProps;
  readonly choose: (index: number, on: boolean, range: boolean) => void;
}

function Row({ line, index, columns, sticky, table, choose }: RowProps): JSX.Element {
  const { run, depth, open } = line;
  const isChosen = table.chosen.has(run.id);
  const colour = table.colourOf(run.id);
  const now = Date.now();
  return (
    <tr aria-rowindex={index + 2} class={isChosen ? 'chosen' : ''}>
      <td class="stick stick-box">
        <input type="checkbox" aria-label={`Choose ${run.name}`} checked={isChosen} onClick={(event) => choose(index, event.currentTarget.checked, event.shiftKey)} />
      </td>
      <th scope="row" class="stick stick-name" style={{ paddingLeft: `${depth * 16}px` }}>
        {run.children > 0 ? (
          <button type="button" class="twist" aria-expanded={open} aria-label={`${run.children} nested in ${run.name}`} onClick={() => table.onToggle(run)}>
            <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" style={open ? { transform: 'rotate(90deg)' } : undefined}>
              <path d="M3 1.5 7 5 3 8.5" fill="none" stroke="currentColor" stroke-width="1.5" />
            </svg>
          </button>
        ) : (
          <span class="twist" />
        )}
        <RunStatus status={run.status} />
        {colour !== null && <i class="dot" style={{ background: colour }} />}
        <a href={hrefOf({ page: 'run', run: run.id, tab: 'overview' })} title={`${run.name} (${run.id})`}>
          {run.name}
        </a>
      </th>
      {columns.map((column, at) => (
        <td key={idOf(column)} class={`${column.kind}-cell${sticky(at) ? ' stick' : ''}`} style={sticky(at)} title={cellOf(run, column)}>
          {cellOf(run, column)}
        </td>
      ))}
      <td title={run.startedAt === null ? '' : new Date(run.startedAt).toISOString()}>{run.startedAt === null ? '' : formatAgo(run.startedAt, now)}</td>
      <td>{run.startedAt === null || (run.endedAt === null && run.status !== 'RUNNING') ? '' : formatDuration((run.endedAt ?? now) - run.startedAt)}</td>
    </tr>
  );
}

function cellOf(run: RunRow, column: Column): string {
  const logged = loggedOf(run, column);
  return typeof logged === 'string' ? logged : formatMetric(logged);
}

interface OrderHeadProps {
  readonly field: string;
  readonly order: string;
  readonly onOrder: (order: string) => void;
  readonly className?: string;
  readonly style?: CSSProperties | undefined;
  readonly children: string;
}

/** A head that sorts: the greatest first, then the least first, then as it was. */
function OrderHead({ field, order, onOrder, className = '', style, children }: OrderHeadProps): JSX.Element {
  const way = order === `${field} DESC` ? 'descending' : order === `${field} ASC` ? 'ascending' : 'none';
  const next = way === 'none' ? `${field} DESC` : way === 'descending' ? `${field} ASC` : '';
  return (
    <th scope="col" class={className} style={style} aria-sort={way}>
      <button type="button" title={children} onClick={() => onOrder(next)}>
        <span>{children}</span>
        {way !== 'none' && <i aria-hidden="true">{way === 'descending' ? '↓' : '↑'}</i>}
      </button>
    </th>
  );
}
