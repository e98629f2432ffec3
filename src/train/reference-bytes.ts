import { decodeProfile, encodeProfile, type NaturalVariation, type TableProfile, type WeeklyPhases } from '../data/index.ts';
import { ByteReader, ByteWriter } from '../kernel/index.ts';
import { answerColumns, type ReferenceProfile } from './candidate.ts';
import { isWeekly, readSegmentations, writeSegmentations } from './segment-bytes.ts';

/** Without and with segments, and with a time zone and with parts of the week of segments besides. */
const WHOLE = 1;
const SEGMENTED = 2;
const LOCAL = 3;
const JSON_BEGIN = '{'.charCodeAt(0);

/** The binary form of a reference, as a release carries it. */
export function encodeReference(reference: ReferenceProfile): Uint8Array {
  const { inputs, features, score, natural, timeZone, segmentations = [] } = reference;
  const writer = new ByteWriter();
  const version = timeZone !== undefined || segmentations.some(isWeekly) ? LOCAL : segmentations.length === 0 ? WHOLE : SEGMENTED;
  writer.byte(version);
  if (version === LOCAL) writer.text(timeZone ?? '');
  for (const profile of [inputs, features, { rows: score.rows, columns: answerColumns(reference) }]) writer.block(encodeProfile({ profile, sketches: [] }));
  writer.count(natural.length);
  for (const { column, weekly, ...days } of natural) {
    writer.text(column);
    const lists = Object.entries({ ...days, ...(weekly && listsOf(weekly)) });
    writer.count(lists.length);
    for (const [name, values] of lists) {
      writer.text(name);
      writer.count(values.length);
      for (const value of values) writer.number(value);
    }
  }
  if (version !== WHOLE) writeSegmentations(writer, segmentations, version === LOCAL);
  return writer.finish();
}

/** Reads a stored reference, also one that was stored as JSON. Throws BYTES_MALFORMED. */
export function decodeReference(bytes: Uint8Array): ReferenceProfile {
  if (bytes[0] === JSON_BEGIN) {
    const stored = JSON.parse(Buffer.from(bytes).toString('utf8')) as ReferenceProfile;
    return { ...stored, natural: stored.natural.map((days) => ({ ...days, outsideRates: days.outsideRates ?? [] })) };
  }
  const reader = new ByteReader(bytes, 'a reference profile');
  const version = reader.version([WHOLE, SEGMENTED, LOCAL]);
  const timeZone = version === LOCAL ? reader.text() : '';
  const [inputs, features, score] = Array.from({ length: 3 }, () => decodeProfile(reader.block()).profile) as [TableProfile, TableProfile, TableProfile];
  const natural = Array.from({ length: reader.length(2) }, () => readVariation(reader));
  const [first = reader.refuse('it has no score'), ...classes] = score.columns;
  const whole = { inputs, features, score: first, ...(classes.length > 0 && { classes }), natural, ...(timeZone !== '' && { timeZone }) };
  const segmentations = version === WHOLE ? [] : readSegmentations(reader, whole, version === LOCAL);
  reader.end();
  return { ...whole, ...(segmentations.length > 0 && { segmentations }) };
}

/** The phases of the week as lists, which earlier versions pass over. */
const listsOf = ({ phases, distances, cells }: WeeklyPhases): Record<string, readonly number[]> => ({
  phases,
  phaseDistances: distances,
  ...Object.fromEntries(cells.map((counts, phase) => [`phase ${phase}`, counts])),
});

function weeklyOf(lists: Readonly<Record<string, readonly number[]>>): WeeklyPhases | undefined {
  const { phases, phaseDistances: distances } = lists;
  if (phases === undefined || distances === undefined) return undefined;
  const season = lists['phase 6'] === undefined ? 'weekend' : 'weekday';
  return { season, phases, distances, cells: Array.from({ length: season === 'weekday' ? 7 : 2 }, (_, phase) => lists[`phase ${phase}`] ?? []) };
}

function readVariation(reader: ByteReader): NaturalVariation {
  const column = reader.text();
  const days: Record<string, readonly number[]> = {};
  for (let left = reader.length(2); left > 0; left--) days[reader.text()] = Array.from({ length: reader.length(8) }, () => reader.number());
  const { distances = [], topShares = [], missingRates = [], unseenRates = [], outsideRates = [] } = days;
  const weekly = weeklyOf(days);
  return { column, distances, topShares, missingRates, unseenRates, outsideRates, ...(weekly && { weekly }) };
}
