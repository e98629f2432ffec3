import { crc32 } from 'node:zlib';
import { readTableCounts, writeTableCounts } from '../data/index.ts';
import { ByteReader, ByteWriter, type Digest, type Interval } from '../kernel/index.ts';
import type { HourCounts } from './hour-counts.ts';
import { readScores, writeScores } from './score-bins.ts';
import { readDays, writeDays } from './sealed-days.ts';

/** The counts that a sealed segment carries: `counts/2001-02-20.bin` a day, and `counts/days.json`, which lists them. */
const FOLDER = 'counts';
/** Counts of an earlier version are made again from the log. */
const VERSION = 4;

/** Keeps counts in a sealed segment's folder; they appear whole or not at all. */
export const writeSealedCounts = (segment: string, hours: readonly HourCounts[]): Promise<void> => writeDays(segment, FOLDER, { hours, encode: encodeHours });

/** The counts of the hours that begin in the interval; undefined when they are missing or unreadable, and must be made again from the log. */
export const readSealedCounts = (segment: string, interval: Interval): Promise<readonly HourCounts[] | undefined> => readDays(segment, FOLDER, { interval, decode: decodeHours });

/** The binary form of hours: version, hours, checksum (CRC-32 of all before it). 10 to 70 kB for an hour of 100 columns. */
export function encodeHours(hours: readonly HourCounts[]): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.count(hours.length);
  for (const hour of hours) {
    writer.text(hour.release);
    writer.number(hour.hour);
    for (const count of [hour.predictions, hour.refused, hour.flagged]) writer.count(count);
    for (const table of [hour.inputs, hour.features, hour.score]) writeTableCounts(writer, table);
    writeScores(writer, hour.decided);
    for (const tests of [hour.tested.requests, hour.tested.answers]) writeCells(writer, tests);
  }
  const sum = crc32(writer.finish());
  writer.count(sum);
  return writer.finish();
}

/** Throws BYTES_MALFORMED. */
export function decodeHours(bytes: Uint8Array): HourCounts[] {
  const reader = new ByteReader(bytes, 'hourly counts');
  reader.version([VERSION]);
  const hours = Array.from({ length: reader.length(8) }, (): HourCounts => {
    const release = reader.text() as Digest;
    const hour = reader.number();
    const [predictions, refused, flagged] = [reader.count(), reader.count(), reader.count()];
    const [inputs, features, score] = [readTableCounts(reader), readTableCounts(reader), readTableCounts(reader)];
    return {
      release,
      hour,
      predictions,
      refused,
      flagged,
      inputs,
      features,
      score,
      decided: readScores(reader),
      tested: { requests: readCells(reader), answers: readCells(reader) },
    };
  });
  const summed = bytes.length - reader.left;
  if (reader.count() !== crc32(bytes.subarray(0, summed))) reader.refuse('its checksum does not fit');
  reader.end();
  return hours;
}

function writeCells(writer: ByteWriter, tests: readonly (readonly number[])[]): void {
  writer.count(tests.length);
  for (const cells of tests) {
    writer.count(cells.length);
    for (const count of cells) writer.count(count);
  }
}

const readCells = (reader: ByteReader): number[][] => Array.from({ length: reader.length(1) }, () => Array.from({ length: reader.length(1) }, () => reader.count()));
