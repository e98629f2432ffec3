import { describe, expect, it } from 'vitest';
import { assignArm, positionOf } from './assign-arm.ts';

const release = `sha256:${'b'.repeat(64)}` as const;
const keys = Array.from({ length: 20_000 }, (_, i) => String(1_000_000 + i));

describe('arms', () => {
  it('are the champion’s without a trial', () => {
    expect(assignArm(null, 'u1')).toEqual({ arm: 'champion', propensity: 1 });
  });

  it.each([0.01, 0.05, 0.2, 0.5])('hold a share of %s of sequential keys', (share) => {
    const challenger = { release, share, salt: 'trial/1' };
    const held = keys.filter((key) => assignArm(challenger, key).arm === 'challenger').length;
    // Five standard deviations of a binomial count.
    expect(Math.abs(held - share * keys.length)).toBeLessThan(5 * Math.sqrt(keys.length * share * (1 - share)));
    expect(assignArm({ ...challenger, share: 0 }, 'u').propensity).toBe(1);
    expect(assignArm({ ...challenger, share: 1 }, 'u')).toEqual({ arm: 'challenger', propensity: 1 });
  });

  it('spread evenly over fine buckets', () => {
    const buckets = new Float64Array(100);
    for (const key of keys) buckets[Math.floor(positionOf(key, 'salt') * 100)]!++;
    const chi2 = buckets.reduce((sum, count) => sum + (count - keys.length / 100) ** 2 / (keys.length / 100), 0);
    // 99 degrees of freedom; 99.9 % quantile.
    expect(chi2).toBeLessThan(148.2);
  });

  it('stay with their units while the share grows, and tell the probability', () => {
    for (const key of keys.slice(0, 2_000)) {
      const small = assignArm({ release, share: 0.05, salt: 's' }, key);
      const large = assignArm({ release, share: 0.5, salt: 's' }, key);
      if (small.arm === 'challenger') expect(large.arm).toBe('challenger');
      expect(large.propensity).toBe(0.5);
      expect(small.propensity).toBe(small.arm === 'challenger' ? 0.05 : 0.95);
    }
  });

  it('are unrelated between trials', () => {
    const both = keys.filter((key) => positionOf(key, 'a') < 0.2 && positionOf(key, 'b') < 0.2).length;
    expect(Math.abs(both - 0.04 * keys.length)).toBeLessThan(5 * Math.sqrt(keys.length * 0.04 * 0.96));
  });
});
