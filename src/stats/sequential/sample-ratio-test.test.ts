import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../../test/golden/stats-sequential.json' with { type: 'json' };
import { isCapstanError, type JsonValue } from '../../kernel/index.ts';
import { createSampleRatioTest, resumeSampleRatioTest } from './sample-ratio-test.ts';

describe('sample ratio test', () => {
  it.each([
    [10_000, golden.sampleRatio.p10000],
    [1_000, golden.sampleRatio.p1000],
  ])('agrees with ssrm at concentration %i', (concentration, expected) => {
    const split = createSampleRatioTest({ concentration });
    golden.sampleRatio.batches.forEach((counts, i) => {
      split.push({ counts, shares: golden.sampleRatio.shares });
      expect(split.reading().pValue).toBeCloseTo(expected[i]!, 9);
    });
  });

  it('is a fair bet: the expected e-value after a unit is the e-value before it, also when a stage begins', () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(500), fc.nat(40), fc.nat(40)), fc.boolean(), (counts, newStage) => {
        const split = createSampleRatioTest();
        split.push({ counts, shares: [0.9, 0.05, 0.05] });
        const before = split.reading().eValue;
        const shares = newStage ? [0.5, 0.3, 0.2] : [0.9, 0.05, 0.05];
        const expected = shares.reduce((sum, share, arm) => {
          const next = resumeSampleRatioTest(JSON.parse(JSON.stringify(split.toState())) as JsonValue);
          next.push({ counts: shares.map((_, other) => (other === arm ? 1 : 0)), shares });
          return sum + share * next.reading().eValue;
        }, 0);
        expect(expected / before).toBeCloseTo(1, 9);
      }),
      { seed: 31 },
    );
  });

  it('does not care how a stage is cut into batches', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(200)), { minLength: 1, maxLength: 6 }), (batches) => {
        const [cut, whole] = [createSampleRatioTest(), createSampleRatioTest()];
        for (const counts of batches) cut.push({ counts, shares: [0.3, 0.7] });
        whole.push({ counts: [0, 1].map((arm) => batches.reduce((sum, counts) => sum + counts[arm]!, 0)), shares: [0.3, 0.7] });
        expect(cut.reading().eValue).toBe(whole.reading().eValue);
        expect(cut.reading().observed).toEqual(whole.reading().observed);
      }),
      { seed: 32 },
    );
  });

  it('takes a ramp for what it is, and a lost arm for what it is', () => {
    const ramp = createSampleRatioTest();
    ramp.push({ counts: [9_510, 490], shares: [0.95, 0.05] });
    ramp.push({ counts: [8_010, 1_990], shares: [0.8, 0.2] });
    ramp.push({ counts: [5_020, 4_980], shares: [0.5, 0.5] });
    expect(ramp.reading()).toMatchObject({ n: 30_000, verdict: 'running', observed: [22_540, 7_460] });
    ramp.reading().expected.forEach((units, arm) => expect(units).toBeCloseTo([22_500, 7_500][arm]!, 6));

    const lossy = createSampleRatioTest();
    lossy.push({ counts: [10_000, 9_300], shares: [0.5, 0.5] });
    expect(lossy.reading().verdict).toBe('mismatch');

    const impossible = createSampleRatioTest();
    impossible.push({ counts: [100, 1], shares: [1, 0] });
    expect(impossible.reading().verdict).toBe('mismatch');
    expect(resumeSampleRatioTest(JSON.parse(JSON.stringify(impossible.toState())) as JsonValue).reading()).toEqual(impossible.reading());
  });

  it('refuses shares that do not sum to 1, and arms that come and go', () => {
    const split = createSampleRatioTest();
    expect(() => split.push({ counts: [1, 2], shares: [0.5, 0.4] })).toThrow(expect.toSatisfy((error: unknown) => isCapstanError(error, 'STATS_OUT_OF_RANGE')));
    split.push({ counts: [1, 2], shares: [0.5, 0.5] });
    expect(() => split.push({ counts: [1, 2, 3], shares: [0.5, 0.25, 0.25] })).toThrow(expect.toSatisfy((error: unknown) => isCapstanError(error, 'STATS_LENGTHS_DIFFER')));
  });
});
