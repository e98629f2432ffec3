import type { RunRow } from '../../../src/sdk/tracking.ts';

/** A column of the table that comes from what was logged. */
export interface Column {
  readonly kind: 'metric' | 'param' | 'tag';
  readonly key: string;
}

/** Names a column in one text, for keeping. */
export const idOf = (column: Column): string => `${column.kind}.${column.key}`;

export function columnOf(id: string): Column | null {
  const kind = (['metric', 'param', 'tag'] as const).find((each) => id.startsWith(`${each}.`));
  return kind ? { kind, key: id.slice(kind.length + 1) } : null;
}

const ENTITIES = { metric: 'metrics', param: 'params', tag: 'tags' } as const;

/** What the search language calls a column: `metrics.auc`; in back quotes where the key needs them. */
export const fieldOf = ({ kind, key }: Column): string => `${ENTITIES[kind]}.${/^\w+$/.test(key) ? key : `\`${key}\``}`;

/** What a run has under that name; undefined when it has nothing: every object inherits something under `constructor`. */
export function loggedOf(run: RunRow, { kind, key }: Column): string | number | null | undefined {
  const own: Readonly<Record<string, string | number | null>> = run[ENTITIES[kind]];
  return Object.hasOwn(own, key) ? own[key] : undefined;
}

/** The columns that the runs have: the most frequent first; tags that tools write for themselves left out. */
export function findColumns(runs: readonly RunRow[]): Column[] {
  const seen = new Map<string, { column: Column; count: number; values: Set<unknown> }>();
  const note = (kind: Column['kind'], entries: Readonly<Record<string, unknown>>): void => {
    for (const key of Object.keys(entries)) {
      const id = `${kind}.${key}`;
      let found = seen.get(id);
      if (!found) seen.set(id, (found = { column: { kind, key }, count: 0, values: new Set() }));
      found.count += 1;
      if (found.values.size < 2) found.values.add(entries[key]);
    }
  };
  for (const run of runs) {
    note('metric', run.metrics);
    note('param', run.params);
    note('tag', Object.fromEntries(Object.entries(run.tags).filter(([key]) => !key.startsWith('mlflow.') && !key.startsWith('capstan.'))));
  }
  // Within a kind, what differs between the runs says more than what does not.
  return [...seen.values()].toSorted((a, b) => b.values.size - a.values.size || b.count - a.count || a.column.key.localeCompare(b.column.key)).map(({ column }) => column);
}

/** What is shown until somebody chooses: some metrics, and the parameters that differ between the runs; not lists, which tell nothing in the width of a column. */
export function defaultColumns(all: readonly Column[], runs: readonly RunRow[]): Column[] {
  const isList = (column: Column): boolean => runs.some((run) => /^\[.*\]$/s.test(String(loggedOf(run, column) ?? '')));
  const differs = (column: Column): boolean => column.kind !== 'param' || (!isList(column) && runs.some((run) => loggedOf(run, column) !== loggedOf(runs[0]!, column)));
  const first = (kind: Column['kind'], count: number): Column[] => all.filter((column) => column.kind === kind && differs(column)).slice(0, count);
  return [...first('metric', 6), ...first('param', 6)];
}

/** What a person chose to see of an experiment. */
export interface ColumnChoice {
  readonly shown: readonly string[];
  /** They stay at the left edge. */
  readonly pinned: readonly string[];
}

const keyOf = (experiments: readonly number[]): string => `capstan.columns.${experiments.join(',') || 'all'}`;

/** The choice that was kept on this machine; null when there is none. */
export function readChoice(experiments: readonly number[]): ColumnChoice | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(experiments)) ?? 'null') as Partial<ColumnChoice> | null;
    return kept && Array.isArray(kept.shown) && Array.isArray(kept.pinned) ? { shown: kept.shown.map(String), pinned: kept.pinned.map(String) } : null;
  } catch {
    return null;
  }
}

export function keepChoice(experiments: readonly number[], choice: ColumnChoice): void {
  try {
    localStorage.setItem(keyOf(experiments), JSON.stringify(choice));
  } catch {
    // A browser that keeps nothing shows the default again next time.
  }
}
