import { describe, expect, it } from 'vitest';
import { type ColumnKind, countsOfProfile, profileValues } from '../data/index.ts';
import { DAY, seededRandom } from '../kernel/index.ts';
import type { ReferenceProfile } from './candidate.ts';
import { profileSegments, type ValuedColumn } from './profile-segments.ts';
import { decodeReference, encodeReference } from './reference-bytes.ts';

const ROWS = 12_000;
const DAYS = 30;
const random = seededRandom('segments');
const eventAt = Float64Array.from({ length: ROWS }, (_, row) => Math.floor((row * DAYS * DAY) / ROWS));
/** 40 carriers, the first of a fifth of the rows, the last of a few; each flies its own distances. */
const carriers = Array.from({ length: ROWS }, () => Math.floor(40 * random.next() ** 2));

function valued(name: string, kind: ColumnKind, values: ArrayLike<number> | readonly (string | null)[], stride = 1): ValuedColumn {
  const at = eventAt.filter((_, row) => row % stride === 0);
  return { profile: profileValues({ name, kind, values }), values: values as ArrayLike<number>, eventAt: at, stride };
}

const inputs = [
  valued(
    'carrier',
    'string',
    carriers.map((carrier) => `C${carrier}`),
  ),
  valued(
    'distance',
    'number',
    carriers.map((carrier) => 100 * carrier + 10 * random.normal()),
  ),
];
const features = [
  valued(
    'log',
    'number',
    carriers.map((carrier) => Math.log(1 + carrier)),
  ),
];
const score = valued(
  'score',
  'number',
  carriers.filter((_, row) => row % 4 === 0).map((carrier) => carrier / 40),
  4,
);
const reference: ReferenceProfile = {
  inputs: { rows: ROWS, columns: inputs.map(({ profile }) => profile) },
  features: { rows: ROWS, columns: features.map(({ profile }) => profile) },
  score: score.profile,
  natural: [],
};
const segmented = profileSegments('carrier', { inputs, features, score });

describe('profileSegments', () => {
  it('describes the values of most rows each by itself, and the others together', () => {
    const { values, segments, mixes } = segmented;
    expect(values[0]).toBe('C0');
    expect(values.at(-1)).toBe('(other)');
    expect(segments.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
    expect(segments.every(({ rows, own }) => rows >= 500 && own !== null)).toBe(true);
    expect(segments[1]!.own!.inputs.columns[1]).toMatchObject({ name: 'distance', rows: segments[1]!.rows });
    expect(segments[1]!.own!.inputs.columns[1]!.mean).toBeCloseTo(100, -1);
    expect(segments[1]!.own!.score.mean).toBeCloseTo(1 / 40);
    expect(segments[1]!.own!.score).toMatchObject({ min: score.profile.min, max: score.profile.max });
    expect(mixes).toHaveLength(DAYS);
    // A day holds 400 rows of all, so spans of several days say how far a segment goes.
    expect(segments[1]!.own!.natural[1]!.days).toBeLessThan(DAYS / 2);
    expect(segments[1]!.own!.natural[1]!.distance).toBeGreaterThan(0.05);
  });

  it('keeps the rows of each segment in the bins of the whole, so that they add up to it', () => {
    inputs.forEach(({ profile }, i) => {
      const { bins, missing } = countsOfProfile(profile);
      const sums = segmented.segments.map(({ cells }) => cells[i]!).reduce((a, b) => a.map((count, cell) => count + b[cell]!));
      expect(sums).toEqual([...bins, 0, missing]);
    });
  });

  it('leaves values of few rows to the others', () => {
    const rare = inputs.map((column) => ({ ...column, values: Array.from({ length: 400 }, (_, row) => column.values[row]!), eventAt: eventAt.slice(0, 400) }));
    const none = { ...score, values: [], eventAt: new Float64Array() };
    const { values, segments } = profileSegments('carrier', { inputs: rare, features: [], score: none });
    expect(values).toEqual(['(other)']);
    expect(segments).toMatchObject([{ rows: 400, own: null }]);
  });
});

it('is a part of the reference in binary that stays small, and nothing of one without', () => {
  const whole = encodeReference(reference);
  const all = { ...reference, segmentations: [segmented] };
  const bytes = encodeReference(all);
  expect(decodeReference(bytes)).toEqual(all);
  const phase = { days: 3, distance: 0.1, topShare: 0.5, missingRate: 0, unseenRate: 1 / 3, outsideRate: 0, cells: [1, 2, 700] };
  const weekly = { season: 'weekend' as const, phases: [phase, { ...phase, cells: [] }] };
  const segments = segmented.segments.map((segment, i) =>
    i === 1 ? { ...segment, own: { ...segment.own!, natural: segment.own!.natural.map((bounds, j) => (j === 1 ? { ...bounds, weekly } : bounds)) } } : segment,
  );
  for (const local of [
    { ...all, timeZone: 'Europe/Berlin' },
    { ...reference, timeZone: 'Europe/Berlin' },
    { ...reference, segmentations: [{ ...segmented, weekly, segments }] },
  ])
    expect(decodeReference(encodeReference(local))).toEqual(local);
  expect(decodeReference(whole)).toEqual(reference);
  expect(encodeReference({ ...reference, segmentations: [] })).toEqual(whole);
  // Some 400 bytes a column and segment.
  expect(bytes.length - whole.length).toBeLessThan(600 * 4 * segmented.values.length);
  for (let end = whole.length; end < bytes.length; end += 997) expect(() => decodeReference(bytes.subarray(0, end))).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
});
