import type { Calendar, Digest, Instant } from '../../kernel/index.ts';
import type { LearnedYardsticks } from '../drift/learned-yardsticks.ts';
import type { TableSql } from '../table-sql.store.ts';
import type { Contract } from './contract.ts';
import type { ReferenceTable } from './table-test.ts';
import type { TableProfile } from '../profile/profile.ts';

/** What tests of a whole table look at beside it. What is not given cannot be compared with: such tests are skipped, and the result says so. */
export interface Surroundings {
  /** When it is; for freshness. */
  readonly now?: Instant;
  /** Whose days and weeks earlier tables are reckoned in. @default UTC */
  readonly calendar?: Calendar;
  /** Other datasets and versions by the names under which tests refer to them, see `relationOf`. */
  readonly relations?: ReadonlyMap<string, TableSql>;
  /** What these hold, by content: what is learned of one without such a name is learned at every check. */
  readonly contents?: ReadonlyMap<string, Digest>;
  /** The versions before, newest first, each the rows that it added. */
  readonly past?: readonly PastTable[];
  /** The reference profile of the release. */
  readonly reference?: TableProfile;
  /** The files that the table is read from, absolute: `sql` tests may read these and nothing else. */
  readonly files?: readonly string[];
  /** What the drift battery has learned of references before. */
  readonly learned?: LearnedYardsticks;
  /** The rows are a window of live requests: a change of distributions, of which no test states how far it goes by nature, is a warning and wakes nobody. */
  readonly live?: boolean;
}

/** An earlier table of the same kind. */
export interface PastTable {
  readonly table: TableSql;
  readonly rows: number;
}

/** A dataset, a version or a file that tests of a contract compare with. */
export type RelatedTable = ReferenceTable | { readonly dataset: string; readonly version?: string };

/** What the tests of a contract compare with, each once, in their order. */
export function relatedTables({ tests = [] }: Pick<Contract, 'tests'>): RelatedTable[] {
  const found = new Map<string, RelatedTable>();
  const relate = (to: RelatedTable): unknown => found.has(relationOf(to)) || found.set(relationOf(to), to);
  for (const test of tests) {
    if (test.test === 'reference') relate(test.to);
    if (test.test === 'drift') test.against.forEach(relate);
    if (test.test === 'distribution' && test.against !== 'reference' && 'version' in test.against) relate(test.against);
  }
  return [...found.values()];
}

/** The name under which a test's dataset, version or file is looked for among the relations. */
export function relationOf(to: { readonly dataset?: string; readonly version?: string; readonly last?: number; readonly file?: string }): string {
  if (to.file !== undefined) return `file ${to.file}`;
  if (to.version === undefined) return `dataset ${to.dataset}`;
  return `version ${to.version}${to.last === undefined ? '' : `, its last ${to.last} parts`}`;
}
