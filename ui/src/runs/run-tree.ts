import { useCallback, useMemo, useState } from 'preact/hooks';
import type { RunRow } from '../../../src/sdk/tracking.ts';
import { ask } from '../ask.ts';
import { childrenFilter } from './runs-filter.ts';

/** A line of the table: a run, and how deep it is nested. */
export interface Line {
  readonly run: RunRow;
  readonly depth: number;
  readonly open: boolean;
}

export interface RunTree {
  readonly lines: readonly Line[];
  /** Every run that is known, shown or not. */
  readonly runs: readonly RunRow[];
  toggle(run: RunRow): void;
}

const MOST_CHILDREN = 1_000;

/** Runs with their open children below them; children are read when a run is opened for the first time. */
export function useRunTree(rows: readonly RunRow[], nested: boolean): RunTree {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [children, setChildren] = useState<ReadonlyMap<string, readonly RunRow[]>>(new Map());
  const toggle = useCallback(
    (run: RunRow) => {
      setOpen((before) => {
        const after = new Set(before);
        if (!after.delete(run.id)) after.add(run.id);
        return after;
      });
      if (children.has(run.id)) return;
      ask('runs.search', { experiments: [run.experiment], filter: childrenFilter(run.id), orderBy: ['attributes.start_time ASC'], maxResults: MOST_CHILDREN }).then(
        (page) => setChildren((before) => new Map(before).set(run.id, page.runs)),
        () => undefined,
      );
    },
    [children],
  );
  const lines: Line[] = [];
  const add = (list: readonly RunRow[], depth: number): void => {
    for (const run of list) {
      const isOpen = nested && open.has(run.id);
      lines.push({ run, depth, open: isOpen });
      if (isOpen && depth < 8) add(children.get(run.id) ?? [], depth + 1);
    }
  };
  add(rows, 0);
  const runs = useMemo(() => [...rows, ...[...children.values()].flat()], [rows, children]);
  return { lines, runs, toggle };
}
