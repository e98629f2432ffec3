import { type Expression, sql, type SqlBool } from 'kysely';
import type { Field, OrderItem } from '../../kernel/index.ts';

/** A column of the searched row, or what is calculated from its columns. */
interface ReachedColumn {
  readonly kind: 'column';
  readonly value: Expression<unknown>;
  /** @default true */
  readonly nullable?: boolean;
}

/** A value that lies in a side table, at most one row of which belongs to the searched row. */
interface ReachedKey {
  readonly kind: 'keyed';
  /** Its name, or a subquery in its place. */
  readonly table: string | Expression<unknown>;
  /** What columns of the side table must be equal to: all that makes its row the one. */
  readonly on: Readonly<Record<string, Expression<unknown>>>;
  readonly value: string;
  /** A column that is 1 where the value is NaN, for which the value's own column holds one constant; 0 elsewhere. */
  readonly nan?: string;
}

/** Any number of rows that belong to the searched row: a comparison holds when it holds for one of them. Not to be sorted by. */
interface ReachedRows {
  readonly kind: 'rows';
  readonly exists: (test: (value: Expression<unknown>) => Expression<SqlBool>) => Expression<SqlBool>;
}

/** How a field is reached from the row that is searched. */
export type Reach = ReachedColumn | ReachedKey | ReachedRows;

/** Says how each field of a dialect is reached; `on` is what an order restricts the field to. */
export type ReachOf = (field: Field, on?: OrderItem['on']) => Reach;

/** The value of a field in a query. */
export interface Cell {
  readonly value: Expression<unknown>;
  readonly nan: Expression<unknown> | undefined;
  readonly nullable: boolean;
}

export interface Join {
  readonly alias: string;
  readonly table: Expression<unknown>;
  readonly on: Expression<SqlBool>;
}

/** The fields of one query: each side table's row is joined once, whoever asks for it. */
export interface Cells {
  readonly joins: readonly Join[];
  /** A field with one value, or the rows in which it has many. */
  find(field: Field, on?: OrderItem['on']): Cell | ReachedRows;
}

// SQLite joins at most 64 tables. What is looked for beyond this many is asked for where it is needed: slower, and without a limit.
const MOST_JOINS = 40;

export function createCells(reach: ReachOf): Cells {
  const joins: Join[] = [];
  const found = new Map<string, Cell | ReachedRows>();
  const join = ({ table, on, value, nan }: ReachedKey): Cell => {
    const alias = `field_${joins.length}`;
    const column = (name: string): Expression<unknown> => sql.ref(`${alias}.${name}`);
    const from = typeof table === 'string' ? sql.table(table) : table;
    const belongs = sql<SqlBool>`${sql.join(
      Object.entries(on).map(([name, equal]) => sql`${column(name)} = ${equal}`),
      sql` and `,
    )}`;
    if (joins.length < MOST_JOINS) {
      joins.push({ alias, table: from, on: belongs });
      return { value: column(value), nan: nan === undefined ? undefined : column(nan), nullable: true };
    }
    const ask = (name: string): Expression<unknown> => sql`(select ${column(name)} from ${from} as ${sql.id(alias)} where ${belongs})`;
    return { value: ask(value), nan: nan === undefined ? undefined : ask(nan), nullable: true };
  };
  return {
    joins,
    find(field, on) {
      const name = JSON.stringify([field.entity, field.key, on?.dataset, on?.digest]);
      let cell = found.get(name);
      if (cell === undefined) {
        const reached = reach(field, on);
        if (reached.kind === 'rows') cell = reached;
        else cell = reached.kind === 'keyed' ? join(reached) : { value: reached.value, nan: undefined, nullable: reached.nullable ?? true };
        found.set(name, cell);
      }
      return cell;
    },
  };
}
