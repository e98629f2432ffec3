import { ByteReader, ByteWriter, type JsonValue } from '../../kernel/index.ts';
import { HyperLogLog, Kll, Moments } from '../../stats/index.ts';
import type { ColumnProfile, TableProfile } from './profile.ts';

/** What merges across tables and cannot be read off a profile; texts have no moments and no quantiles. */
export interface ColumnSketches {
  readonly distinct: HyperLogLog;
  readonly moments: Moments | null;
  readonly quantiles: Kll | null;
}

/** A profile and its sketches, column by column; none where it was stored as JSON. */
export interface SketchedProfile {
  readonly profile: TableProfile;
  readonly sketches: readonly (ColumnSketches | null)[];
}

const VERSION = 1;
const JSON_BEGIN = '{'.charCodeAt(0);

/** The binary form of a profile: at most 10 kB a column of numbers, or of texts of usual length. */
export function encodeProfile({ profile, sketches }: SketchedProfile): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  writer.count(profile.rows);
  writer.count(profile.columns.length);
  profile.columns.forEach((column, i) => {
    const { edges, counts, top, ...rest } = column;
    writer.text(JSON.stringify(rest));
    writer.count(edges.length);
    for (const edge of edges) writer.number(edge);
    writer.count(counts.length);
    for (const count of counts) writer.count(count);
    writer.count(top.length);
    for (const { value, count } of top) {
      writer.text(value);
      writer.count(count);
    }
    const { distinct, moments, quantiles } = sketches[i] ?? {};
    for (const sketch of [distinct, moments, quantiles]) writer.block(sketch?.toBytes() ?? new Uint8Array());
  });
  return writer.finish();
}

/** Reads a stored profile, also one that was stored as JSON. Throws BYTES_MALFORMED. */
export function decodeProfile(bytes: Uint8Array): SketchedProfile {
  if (bytes[0] === JSON_BEGIN) {
    const profile = JSON.parse(Buffer.from(bytes).toString('utf8')) as TableProfile;
    return { profile, sketches: profile.columns.map(() => null) };
  }
  const reader = new ByteReader(bytes, 'a profile');
  reader.version([VERSION]);
  const rows = reader.count();
  const columns: ColumnProfile[] = [];
  const sketches: (ColumnSketches | null)[] = [];
  for (let left = reader.length(8); left > 0; left--) {
    const rest = readObject(reader);
    const edges = Array.from({ length: reader.length(8) }, () => reader.number());
    const counts = Array.from({ length: reader.length(1) }, () => reader.count());
    const top = Array.from({ length: reader.length(2) }, () => ({ value: reader.text(), count: reader.count() }));
    columns.push({ ...rest, edges, counts, top });
    const [distinct, moments, quantiles] = [reader.block(), reader.block(), reader.block()];
    sketches.push(
      distinct.length === 0
        ? null
        : {
            distinct: HyperLogLog.fromBytes(distinct),
            moments: moments.length === 0 ? null : Moments.fromBytes(moments),
            quantiles: quantiles.length === 0 ? null : Kll.fromBytes(quantiles),
          },
    );
  }
  reader.end();
  return { profile: { rows, columns }, sketches };
}

function readObject(reader: ByteReader): Omit<ColumnProfile, 'edges' | 'counts' | 'top'> {
  const text = reader.text();
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return reader.refuse('a column is not described in JSON');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return reader.refuse('a column is not described by an object');
  return value as unknown as ColumnProfile;
}
