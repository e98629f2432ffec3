import { crc32 } from 'node:zlib';
import { readTableCounts, writeTableCounts } from '../data/index.ts';
import { ByteReader, ByteWriter, type Digest, type Instant, type Interval } from '../kernel/index.ts';
import { readDays, writeDays } from './sealed-days.ts';
import type { SegmentCounts, SegmentedCounts } from './segmented-counts.ts';

/** What a release answered in one hour, by the segments of its reference. */
export interface HourSegments {
  readonly release: Digest;
  /** Start of the hour. */
  readonly hour: Instant;
  /** One a segmentation of the reference; null for an hour of few predictions, which takes less to count than to keep. */
  readonly segmentations: readonly SegmentedCounts[] | null;
}

/** Beside `counts`, of releases that watch segments. */
const FOLDER = 'segmented';
/** Counts of another version are made again from the log. */
const VERSION = 1;

/** Keeps counts by segment in a sealed segment of the log; they appear whole or not at all. */
export const writeSealedSegments = (segment: string, hours: readonly HourSegments[]): Promise<void> => writeDays(segment, FOLDER, { hours, encode: encodeSegments });

/** The hours that begin in the interval; undefined when they are missing or unreadable, and must be made again from the log. */
export const readSealedSegments = (segment: string, interval: Interval): Promise<readonly HourSegments[] | undefined> =>
  readDays(segment, FOLDER, { interval, decode: decodeSegments });

/** The binary form: version, hours, checksum (CRC-32 of all before it). */
export function encodeSegments(hours: readonly HourSegments[]): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.count(hours.length);
  for (const { release, hour, segmentations } of hours) {
    writer.text(release);
    writer.number(hour);
    // No release watches none: 0 says that they were not kept.
    writer.count(segmentations?.length ?? 0);
    for (const { segments } of segmentations ?? []) {
      writer.count(segments.length);
      for (const { rows, counts } of segments) {
        writer.count(rows);
        writer.byte(counts === null ? 0 : 1);
        if (counts !== null) for (const table of [counts.inputs, counts.features, counts.score]) writeTableCounts(writer, table);
      }
    }
  }
  writer.count(crc32(writer.finish()));
  return writer.finish();
}

/** Throws BYTES_MALFORMED. */
export function decodeSegments(bytes: Uint8Array): HourSegments[] {
  const reader = new ByteReader(bytes, 'hourly counts by segment');
  reader.version([VERSION]);
  const hours = Array.from({ length: reader.length(8) }, (): HourSegments => {
    const release = reader.text() as Digest;
    const hour = reader.number();
    const segmentations = Array.from({ length: reader.length(1) }, () => ({ segments: Array.from({ length: reader.length(2) }, () => readSegment(reader)) }));
    return { release, hour, segmentations: segmentations.length === 0 ? null : segmentations };
  });
  const summed = bytes.length - reader.left;
  if (reader.count() !== crc32(bytes.subarray(0, summed))) reader.refuse('its checksum does not fit');
  reader.end();
  return hours;
}

function readSegment(reader: ByteReader): SegmentCounts {
  const rows = reader.count();
  const hasCounts = reader.version([0, 1]) === 1;
  return { rows, counts: hasCounts ? { inputs: readTableCounts(reader), features: readTableCounts(reader), score: readTableCounts(reader) } : null };
}
