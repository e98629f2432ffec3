// Writes rows into a SQLite file, one transaction each, and says `wrote N` after each acknowledgement. Args: file, writer's name, how many.
import { openSqlite } from '../../../src/store/index.ts';

interface Tables {
  readonly row: { readonly writer: string; readonly number: number; readonly filler: string };
}

const [path, writer, count] = process.argv.slice(2) as [string, string, string];
const db = await openSqlite(path);
await db.kysely.schema.createTable('row').ifNotExists().addColumn('writer', 'text').addColumn('number', 'bigint').addColumn('filler', 'text').execute();
console.log('ready');
try {
  for (let number = 1; number <= Number(count); number++) {
    await db.transaction<Tables, void>(async (trx) => {
      // Two rows a transaction: one without the other would be a torn write.
      await trx
        .insertInto('row')
        .values({ writer, number, filler: 'x'.repeat(200) })
        .execute();
      await trx
        .insertInto('row')
        .values({ writer, number: -number, filler: 'x'.repeat(200) })
        .execute();
    });
    console.log(`wrote ${number}`);
  }
} catch (error) {
  console.log(`failed ${(error as { code?: string }).code ?? String(error)}`);
}
await db.close();
console.log('closed');
