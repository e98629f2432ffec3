import { describe, expect, it } from 'vitest';
import { profileValues, type WeeklyPhases } from '../data/index.ts';
import { seededRandom } from '../kernel/index.ts';
import type { ReferenceProfile } from './candidate.ts';
import { decodeReference, encodeReference } from './reference-bytes.ts';

describe('encodeReference', () => {
  const random = seededRandom('reference');
  const numbers = (name: string) => profileValues({ name, kind: 'number', values: Array.from({ length: 500 }, () => random.normal()) });
  const days = [0.01, 0.02, 1 / 3];
  const reference: ReferenceProfile = {
    inputs: { rows: 500, columns: [numbers('x'), profileValues({ name: 'city', kind: 'string', values: ['Köln', 'Ulm', null, 'Ulm'] })] },
    features: { rows: 500, columns: [numbers('x')] },
    score: numbers('score'),
    natural: ['x', 'city', 'x', 'score']
      .map((column) => ({ column, distances: days, topShares: days, missingRates: [0], unseenRates: [], outsideRates: [0, 0.25] }))
      .map((variation, i) => {
        const weekly: WeeklyPhases = {
          season: i === 0 ? 'weekday' : 'weekend',
          phases: [1, 0, 1],
          distances: days,
          cells: Array.from({ length: i === 0 ? 7 : 2 }, (_, phase) => [phase, 2]),
        };
        return i < 2 ? { ...variation, weekly } : variation;
      }),
  };

  it('gives back the reference; one in JSON is read too; half of one is refused', () => {
    const bytes = encodeReference(reference);
    expect(decodeReference(bytes)).toEqual(reference);
    expect(decodeReference(Buffer.from(JSON.stringify(reference)))).toEqual(reference);
    for (let end = 0; end < bytes.length; end += 101) expect(() => decodeReference(bytes.subarray(0, end))).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
  });
});
