import { decodeProfile, encodeProfile, type NaturalVariation, type TableProfile } from '../data/index.ts';
import { ByteReader, ByteWriter } from '../kernel/index.ts';
import type { ReferenceProfile } from './candidate.ts';

const VERSION = 1;
const JSON_BEGIN = '{'.charCodeAt(0);

/** The binary form of a reference, as a release carries it. */
export function encodeReference({ inputs, features, score, natural }: ReferenceProfile): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(VERSION);
  for (const profile of [inputs, features, { rows: score.rows, columns: [score] }]) writer.block(encodeProfile({ profile, sketches: [] }));
  writer.count(natural.length);
  for (const { column, ...days } of natural) {
    writer.text(column);
    const lists = Object.entries(days);
    writer.count(lists.length);
    for (const [name, values] of lists) {
      writer.text(name);
      writer.count(values.length);
      for (const value of values) writer.number(value);
    }
  }
  return writer.finish();
}

/** Reads a stored reference, also one that was stored as JSON. Throws BYTES_MALFORMED. */
export function decodeReference(bytes: Uint8Array): ReferenceProfile {
  if (bytes[0] === JSON_BEGIN) return JSON.parse(Buffer.from(bytes).toString('utf8')) as ReferenceProfile;
  const reader = new ByteReader(bytes, 'a reference profile');
  reader.version([VERSION]);
  const [inputs, features, score] = Array.from({ length: 3 }, () => decodeProfile(reader.block()).profile) as [TableProfile, TableProfile, TableProfile];
  const natural = Array.from({ length: reader.length(2) }, () => readVariation(reader));
  reader.end();
  return { inputs, features, score: score.columns[0] ?? reader.refuse('it has no score'), natural };
}

function readVariation(reader: ByteReader): NaturalVariation {
  const column = reader.text();
  const days: Record<string, readonly number[]> = {};
  for (let left = reader.length(2); left > 0; left--) days[reader.text()] = Array.from({ length: reader.length(8) }, () => reader.number());
  const { distances = [], topShares = [], missingRates = [], unseenRates = [] } = days;
  return { column, distances, topShares, missingRates, unseenRates };
}
