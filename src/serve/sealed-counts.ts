import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ColumnCounts, TableCounts } from '../data/index.ts';
import { contains, DAY, floorTo, formatDay, type Interval } from '../kernel/index.ts';
import type { HourCounts } from './hour-counts.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** The counts that a sealed segment carries: `counts/2001-02-20.json.gz` a day, and `counts/days.json`, which lists them. */
const FOLDER = 'counts';

/** Keeps counts in a sealed segment's folder; they appear whole or not at all. */
export async function writeSealedCounts(segment: string, counts: readonly HourCounts[]): Promise<void> {
  const unfinished = join(segment, `${randomBytes(6).toString('hex')}.tmp`);
  await mkdir(unfinished);
  const days = new Map<string, HourCounts[]>();
  for (const hour of counts) {
    const day = formatDay(hour.hour);
    days.set(day, [...(days.get(day) ?? []), hour]);
  }
  for (const [day, hours] of days) await writeFile(join(unfinished, `${day}.json.gz`), await compress(JSON.stringify(hours.map(pack)), { level: 1 }));
  await writeFile(join(unfinished, 'days.json'), JSON.stringify([...days.keys()]));
  try {
    await rename(unfinished, join(segment, FOLDER));
  } catch {
    // Another process put the same counts there first.
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** The counts of the hours that begin in the interval; undefined when they are missing or unreadable, and must be made again from the log. */
export async function readSealedCounts(segment: string, interval: Interval): Promise<readonly HourCounts[] | undefined> {
  try {
    const days = JSON.parse(await readFile(join(segment, FOLDER, 'days.json'), 'utf8')) as string[];
    const wanted = days.filter((day) => Date.parse(day) >= floorTo(interval.from, DAY) && Date.parse(day) < interval.to);
    const read = await Promise.all(wanted.map(async (day) => JSON.parse((await expand(await readFile(join(segment, FOLDER, `${day}.json.gz`)))).toString('utf8')) as PackedHour[]));
    return read
      .flat()
      .map(unpack)
      .filter((hour) => contains(interval, hour.hour));
  } catch {
    await rm(join(segment, FOLDER), { recursive: true, force: true });
    return undefined;
  }
}

type PackedColumn = Omit<ColumnCounts, 'frequent'> & { readonly frequent: readonly (string | number)[] };
type PackedTable = Omit<TableCounts, 'columns'> & { readonly columns: readonly PackedColumn[] };
type PackedHour = Omit<HourCounts, 'inputs' | 'features' | 'score'> & { readonly inputs: PackedTable; readonly features: PackedTable; readonly score: PackedTable };

/** Frequent values are most of the text; as one flat list they take half of it. */
const packTable = (table: TableCounts): PackedTable => ({
  ...table,
  columns: table.columns.map((column) => ({ ...column, frequent: column.frequent.flatMap((f) => [f.value, f.count]) })),
});
const pack = (hour: HourCounts): PackedHour => ({ ...hour, inputs: packTable(hour.inputs), features: packTable(hour.features), score: packTable(hour.score) });

const unpackTable = (table: PackedTable): TableCounts => ({
  ...table,
  columns: table.columns.map((column) => ({
    ...column,
    frequent: Array.from({ length: column.frequent.length / 2 }, (_, i) => ({ value: column.frequent[2 * i] as string, count: column.frequent[2 * i + 1] as number })),
  })),
});
const unpack = (hour: PackedHour): HourCounts => ({ ...hour, inputs: unpackTable(hour.inputs), features: unpackTable(hour.features), score: unpackTable(hour.score) });
