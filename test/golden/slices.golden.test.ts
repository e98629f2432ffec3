import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { findSlices, type SliceRules } from '../../src/stats/index.ts';

interface Case {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly codes: string;
  readonly errors: string;
  readonly settings: SliceRules;
  readonly slices: readonly { readonly predicates: readonly (readonly [number, number])[]; readonly rows: number; readonly error: number; readonly score: number }[];
}

const golden = JSON.parse(readFileSync(new URL('slices-sliceline.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };
const unpack = (text: string): Uint8Array => Uint8Array.from(inflateSync(Buffer.from(text, 'base64')));

it.each(golden.cases)('finds the slices of sliceline in $name', (one) => {
  const codes = unpack(one.codes);
  const features = Array.from({ length: one.columns }, (_, f) => ({ codes: Int32Array.from(codes.subarray(f * one.rows, (f + 1) * one.rows)), levels: 4 }));
  const errors = Float64Array.from(new Uint16Array(unpack(one.errors).buffer), (coded) => coded / 65_535);
  const found = findSlices({ features, errors }, one.settings);
  expect(found).toHaveLength(one.slices.length);
  for (const [i, theirs] of one.slices.entries()) {
    expect(found[i]!.score).toBeCloseTo(theirs.score, 9);
    // Equal scores may stand in another order.
    const same = found.find((slice) => JSON.stringify(slice.predicates.map(({ feature, code }) => [feature, code])) === JSON.stringify(theirs.predicates));
    expect(same).toMatchObject({ rows: theirs.rows });
    expect(same!.error).toBeCloseTo(theirs.error, 9);
  }
});
