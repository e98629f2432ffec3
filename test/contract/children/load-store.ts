// Opens a project's state, uses what is not tables, then queries one, and says after each whether DuckDB is in the process. Args: folder.
import { openMeans } from '../../../src/store/index.ts';

const loaded = (): string => {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: readonly string[] };
  return sharedObjects.some((path) => path.includes('duckdb')) ? 'duckdb' : 'none';
};
const means = await openMeans({ project: 'p', folder: process.argv[2]!, migrations: [] });
await means.blobs.put('bytes');
await means.ledger.list();
console.log(`opened: loaded ${loaded()}`);
await means.columns.query('SELECT 1 AS one');
console.log(`queried: loaded ${loaded()}`);
await means.close();
