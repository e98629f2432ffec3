import type { ColumnKind, Columns } from '../columns.ts';
import type { Batch } from '../drift/batch.ts';
import { sayChange, sayWhere } from '../drift/drift-report.ts';
import { onlyMoved } from '../drift/conclude-batch.ts';
import { judgeBatch } from '../drift/judge-batch.ts';
import { judgeRecalled, recallYardstick, type ReferenceContent } from '../drift/learned-yardsticks.ts';
import { readBatch } from '../drift/read-batch.store.ts';
import { fitYardstick, type Yardstick } from '../drift/yardstick.ts';
import { quoteIdentifier, type TableSql } from '../table-sql.store.ts';
import type { CheckView } from './check-view.store.ts';
import { columnSqlOf, type Tested, testedBy } from './column-sql.store.ts';
import { relationOf, type Surroundings } from './surroundings.ts';
import type { AnyTableTest, ReferenceTable } from './table-test.ts';

/** Rows below which nothing is said. */
const FEW = 20;

/** A change that the battery found, and where the rows are. */
export interface FoundChange extends Tested {
  readonly rows: number;
  readonly positions: readonly number[];
}

/**
 * Compares a table with rows that the contract names, by the drift battery (`judgeBatch`); one failure for each column that changed. Columns that both have are looked at, by segment where the test says so (`judgeSegments`).
 * None, and told, when the rows to compare with are not at hand. Learning a reference of 200,000 rows of 10 columns takes some 5 s, once; a batch of 10,000 rows beside it 0.2 s.
 */
export async function runDriftTest(
  view: CheckView,
  test: Extract<AnyTableTest, { readonly test: 'drift' }>,
  { surroundings, skip }: { readonly surroundings: Surroundings; readonly skip: (why: string) => void },
): Promise<FoundChange[]> {
  const references: TableSql[] = [];
  for (const to of test.against) {
    const relation = surroundings.relations?.get(relationOf(to));
    if (relation === undefined) {
      skip(`the ${relationOf(to)} is not at hand${'digest' in to ? ', or is another one' : ''}`);
      return [];
    }
    references.push(relation);
  }
  const names = view.names.filter((name) => view.sql.has(name));
  const theirs = await Promise.all(references.map((reference) => ofKinds(view, reference, names)));
  const shared = names.filter((name) => theirs.every((values) => values.has(name)));
  if (shared.length < names.length) skip(`of ${names.filter((name) => !shared.includes(name)).join(', ')}: there is nothing of the kind to compare with`);
  if (shared.length === 0) return [];
  const kinds = new Map(shared.map((name): [string, ColumnKind] => [name, view.columns[name]!.kind]));
  const select = (from: TableSql, valueOf: (name: string) => string): string =>
    `SELECT ${shared.map((name) => `${valueOf(name)} AS ${quoteIdentifier(name)}`).join(', ')} FROM ${from}`;
  const expected = `(${references.map((reference, i) => select(reference, (name) => theirs[i]!.get(name)!)).join(' UNION ALL ')})`;
  const readExpected = async (): Promise<Batch> => (await readBatch(view.store, expected, kinds)).batch;
  const { batch, stride } = await readBatch(view.store, `(${select(view.from, (name) => view.sql.get(name)!.value)})`, kinds);
  if (batch.rows < FEW) {
    skip(`of ${batch.rows} rows no drift can be told`);
    return [];
  }
  const { falseAlarm, allow, by } = test;
  if (by !== undefined && !kinds.has(by)) {
    skip(`nothing to compare with has the column ${by}, by which rows are cut into segments`);
    return [];
  }
  const options = { ...(falseAlarm !== undefined && { falseAlarm }), ...(allow !== undefined && { allow }) };
  const { findings } =
    by === undefined
      ? judgeBatch(await remember(surroundings, { against: test.against, kinds }, async () => fitYardstick(await readExpected())), batch, options)
      : await judgeRecalled(
          { learned: surroundings.learned, content: contentOf(surroundings, { against: test.against, kinds }) },
          { reference: await readExpected(), batch, by },
          options,
        );
  return findings.map((finding): FoundChange => {
    const rows = finding.rows();
    const message = `${sayChange(finding)}${sayWhere(finding, by)} (${finding.corrected < 1e-6 ? 'p < 1e-6' : `p = ${finding.corrected.toPrecision(2)}`})`;
    return {
      ...testedBy(test, { column: finding.column, reason: 'drift', message }),
      // Nothing is broken by another mix, nor by what moved while nobody said how far it goes by nature.
      ...((finding.kind === 'mix' || (surroundings.live === true && (allow ?? []).length === 0 && onlyMoved(finding))) && { severity: 'warn' as const }),
      rows: rows.length * stride,
      positions: rows.map((row) => row * stride),
    };
  });
}

/** What a table is held against, and the columns that both have. */
interface Expected {
  readonly against: readonly ReferenceTable[];
  readonly kinds: ReadonlyMap<string, ColumnKind>;
}

/** Learns a reference, or knows it from the last time where all that it holds is known by content. */
async function remember(surroundings: Surroundings, reference: Expected, learn: () => Promise<Yardstick>): Promise<Yardstick> {
  const content = contentOf(surroundings, reference);
  return surroundings.learned === undefined || content === undefined ? learn() : recallYardstick(surroundings.learned, content, learn);
}

/** What the reference is; undefined where not all that it holds is known by content. */
function contentOf({ contents }: Surroundings, { against, kinds }: Expected): ReferenceContent | undefined {
  const tables = against.flatMap((to) => contents?.get(relationOf(to)) ?? []);
  return tables.length < against.length ? undefined : { tables, values: 'contract', kinds };
}

/** The columns of a reference as values of the contract's kinds; texts, as in CSV, are read. */
async function ofKinds(
  { store, columns }: { readonly store: CheckView['store']; readonly columns: Columns },
  from: TableSql,
  names: readonly string[],
): Promise<Map<string, string>> {
  const described = await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`);
  const types = new Map(described.map((column) => [column.column_name, column.column_type]));
  return new Map(
    names.flatMap((name) => {
      const type = types.get(name);
      const sql = type === undefined ? null : columnSqlOf(name, { kind: columns[name]!.kind, type, texts: 'read' });
      return sql === null ? [] : [[name, sql.value]];
    }),
  );
}
