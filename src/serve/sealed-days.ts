import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contains, DAY, floorTo, formatDay, type Instant, type Interval } from '../kernel/index.ts';

/** The list of a folder's days, which is written last. */
const DAYS = 'days.json';

/** Keeps what belongs to hours in a folder of a sealed segment, a file a day (`2001-02-20.bin`); they appear whole or not at all. */
export async function writeDays<T extends { readonly hour: Instant }>(
  segment: string,
  folder: string,
  about: { readonly hours: readonly T[]; encode(hours: readonly T[]): Uint8Array },
): Promise<void> {
  const unfinished = join(segment, `${randomBytes(6).toString('hex')}.tmp`);
  await mkdir(unfinished);
  const days = new Map<string, T[]>();
  for (const one of about.hours) {
    const day = formatDay(one.hour);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  for (const [day, hours] of days) await writeFile(join(unfinished, `${day}.bin`), about.encode(hours));
  await writeFile(join(unfinished, DAYS), JSON.stringify([...days.keys()]));
  try {
    await rename(unfinished, join(segment, folder));
  } catch {
    // Another process put the same there first.
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What was kept of the hours that begin in the interval; undefined when it is missing or unreadable, and must be made again from the log. */
export async function readDays<T extends { readonly hour: Instant }>(
  segment: string,
  folder: string,
  about: { readonly interval: Interval; decode(bytes: Uint8Array): readonly T[] },
): Promise<readonly T[] | undefined> {
  const { from, to } = about.interval;
  try {
    const days = JSON.parse(await readFile(join(segment, folder, DAYS), 'utf8')) as string[];
    const wanted = days.filter((day) => Date.parse(day) >= floorTo(from, DAY) && Date.parse(day) < to);
    const read = await Promise.all(wanted.map(async (day) => about.decode(await readFile(join(segment, folder, `${day}.bin`)))));
    return read.flat().filter(({ hour }) => contains(about.interval, hour));
  } catch {
    await rm(join(segment, folder), { recursive: true, force: true });
    return undefined;
  }
}
