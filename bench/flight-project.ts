import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openColumns } from '../src/store/index.ts';
import { CLI, ROOT, scratch } from './places.ts';
import { runNode } from './processes.ts';

/** The words that make the release; asked again, they find everything made. */
export const RUN = ['run', '--since', '2001-01-01', '--until', '2001-02-01'];

/**
 * A copy of examples/flight-delay, trained on January and with a champion: made once (some 20 s), found again later.
 * It is made anew when what lies there is of another version of the product.
 */
export async function makeFlightProject(): Promise<string> {
  const folder = scratch('flight');
  for (const name of ['capstan.config.ts', 'features.ts', 'rules.ts']) {
    const [from, to] = [join(ROOT, 'examples', 'flight-delay', name), join(folder, name)];
    if (!existsSync(to) || readFileSync(from, 'utf8') !== readFileSync(to, 'utf8')) cpSync(from, to);
  }
  const release = (): Promise<unknown> => runNode([CLI, ...RUN, '--release'], { cwd: folder });
  try {
    await release();
  } catch {
    rmSync(join(folder, '.capstan'), { recursive: true, force: true });
    await release();
  }
  return folder;
}

/** What a request about a flight says. */
export interface FlightInputs {
  readonly departure: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** Flights of February, as requests know them; read once, kept. */
export async function sampleFlights(): Promise<readonly FlightInputs[]> {
  const kept = join(scratch('flight'), 'sample.json');
  if (!existsSync(kept)) {
    const columns = openColumns();
    const parquet = join(ROOT, 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');
    const sql = `FROM (SELECT date AS departure, distance, origin, destination FROM read_parquet($1) WHERE date >= '2001-02-01' AND date < '2001-03-01') USING SAMPLE reservoir(5000 ROWS) REPEATABLE (1)`;
    writeFileSync(kept, JSON.stringify(await columns.query(sql, [parquet])));
    await columns.close();
  }
  return JSON.parse(readFileSync(kept, 'utf8')) as FlightInputs[];
}
