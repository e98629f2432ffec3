import { rm, writeFile } from 'node:fs/promises';
import type { Unit } from '../../serve/index.ts';
import { type Means, quoteLiteral } from '../../store/index.ts';
import type { Finding } from '../finding.ts';
import type { HeldRows } from './quarantine.ts';
import { sayFinding } from './say-finding.ts';

/** The columns of the table of held rows; sorted, so that the same rows are the same bytes. */
const ORDERED = 'finding, unit_key, event_at FROM';

/** Stores which units findings name, as a table of its own. */
export async function saveHeldRows(means: Means, named: readonly { readonly finding: Finding; readonly units: readonly Unit[] }[]): Promise<HeldRows> {
  const lines = named.flatMap(({ finding, units }) => units.map((unit) => `${JSON.stringify({ finding: finding.id, unit_key: unit.unitKey, event_at: unit.eventAt })}\n`));
  const path = means.folder.unfinished('.parquet');
  try {
    await writeFile(`${path}.json`, lines.join(''));
    const columns = "{'finding': 'VARCHAR', 'unit_key': 'VARCHAR', 'event_at': 'BIGINT'}";
    const written = `SELECT finding, unit_key, epoch_ms(event_at) AS event_at FROM read_json(${quoteLiteral(`${path}.json`)}, format = 'newline_delimited', columns = ${columns})`;
    const what = new Map(named.map(({ finding }) => [finding.id, sayFinding(finding)]));
    return await describe(means, { path, table: `(SELECT DISTINCT * FROM (${written}))`, what });
  } finally {
    await rm(`${path}.json`, { force: true });
  }
}

/** The keys of the units that are held. */
export async function readHeldUnits(means: Means, { table }: HeldRows): Promise<Set<string>> {
  const rows = await means.columns.query<{ unit_key: string }>(`SELECT DISTINCT unit_key FROM read_parquet(${quoteLiteral(await means.blobs.pathOf(table))})`);
  return new Set(rows.map((row) => row.unit_key));
}

/** What is let go of a table of held rows: all that a finding names, or these units. */
export interface LetGo {
  readonly finding?: string | undefined;
  readonly units?: readonly string[] | undefined;
}

/** The rows that stay held when some are let go; null when none do, the same when none of it was there. */
export async function keepHeldRows(means: Means, held: HeldRows, { finding, units }: LetGo): Promise<HeldRows | null> {
  const gone = [...(finding === undefined ? [] : [`finding = ${quoteLiteral(finding)}`]), ...(units === undefined ? [] : [`unit_key IN (${units.map(quoteLiteral).join(', ')})`])];
  const table = `(SELECT * FROM read_parquet(${quoteLiteral(await means.blobs.pathOf(held.table))}) WHERE NOT (${gone.join(' AND ')}))`;
  const kept = await describe(means, { path: means.folder.unfinished('.parquet'), table, what: new Map(held.byFinding.map((one) => [one.finding, one.what])) });
  return kept.units === 0 ? null : kept;
}

async function describe(means: Means, { path, table, what }: { path: string; table: string; what: ReadonlyMap<string, string> }): Promise<HeldRows> {
  try {
    await means.columns.copyToParquet(`SELECT ${ORDERED} ${table} ORDER BY ALL`, path);
    const from = `read_parquet(${quoteLiteral(path)})`;
    const [whole] = await means.columns.query<{ units: number }>(`SELECT count(DISTINCT unit_key) AS units FROM ${from}`);
    const each = await means.columns.query<{ finding: string; units: number }>(`SELECT finding, count(DISTINCT unit_key) AS units FROM ${from} GROUP BY 1`);
    const units = new Map(each.map((one) => [one.finding, one.units]));
    const byFinding = [...what].flatMap(([finding, said]) => (units.has(finding) ? [{ finding, what: said, units: units.get(finding)! }] : []));
    return { table: await means.blobs.adoptFile(path), units: whole!.units, byFinding };
  } finally {
    await rm(path, { force: true });
  }
}
