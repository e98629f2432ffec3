import { type Expression, sql, type SqlBool } from 'kysely';

/** Holds where a column of whole numbers is one of some, however many: one parameter and one statement for all. */
export type Among = (column: Expression<unknown>, numbers: readonly number[]) => Expression<SqlBool>;

export const amongInSqlite: Among = (column, numbers) => sql<SqlBool>`${column} in (select value from json_each(${JSON.stringify(numbers)}))`;

export const amongInPostgres: Among = (column, numbers) => sql<SqlBool>`${column} = any(${`{${numbers.join(',')}}`}::bigint[])`;
