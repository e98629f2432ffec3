import { describe, expect, it } from 'vitest';
import { type JsonValue, seededRandom } from '../../kernel/index.ts';
import { createEffectEstimate, resumeEffectEstimate } from './effect-estimate.ts';

describe('effect estimate', () => {
  it('finds the effect under a ramp with a moving baseline, where the arms’ raw means mislead', () => {
    const random = seededRandom('effect');
    const estimate = createEffectEstimate();
    const raw = { treated: { n: 0, sum: 0 }, control: { n: 0, sum: 0 } };
    for (let i = 0; i < 60_000; i++) {
      const propensity = i < 30_000 ? 0.05 : 0.5;
      const baseline = i < 30_000 ? 0.1 : 0.3;
      const treated = random.next() < propensity;
      const outcome = random.next() < baseline - (treated ? 0.04 : 0) ? 1 : 0;
      estimate.push({ treated, propensity, outcome });
      const arm = raw[treated ? 'treated' : 'control'];
      arm.n++;
      arm.sum += outcome;
    }
    const { effect, interval, n } = estimate.reading();
    expect(n).toBe(60_000);
    expect(Math.abs(effect + 0.04)).toBeLessThan(0.015);
    expect(interval[0] < -0.04 && -0.04 < interval[1] && interval[1] < 0).toBe(true);
    expect(interval[1] - interval[0]).toBeLessThan(0.05);
    // Pooled, the challenger seems to be the worse one.
    expect(raw.treated.sum / raw.treated.n - raw.control.sum / raw.control.n).toBeGreaterThan(0.05);
  });

  it('narrows with a good forecast of the outcome', () => {
    const random = seededRandom('cuped');
    const [plain, informed] = [createEffectEstimate(), createEffectEstimate()];
    for (let i = 0; i < 5_000; i++) {
      const forecast = random.next();
      const unit = { treated: random.next() < 0.5, propensity: 0.5, outcome: Math.min(1, Math.max(0, forecast + 0.1 * random.normal())) };
      plain.push(unit);
      informed.push({ ...unit, centre: forecast });
    }
    const width = ([low, high]: readonly [number, number]): number => high - low;
    expect(width(informed.reading().interval)).toBeLessThan(0.6 * width(plain.reading().interval));
  });

  it('knows nothing at first, and goes on from JSON', () => {
    expect(createEffectEstimate().reading()).toEqual({ n: 0, effect: 0, interval: [-1, 1] });
    const whole = createEffectEstimate({ alpha: 0.1 });
    for (let i = 0; i < 50; i++) whole.push({ treated: i % 2 === 0, propensity: 0.5, outcome: (i % 7) / 7 });
    const resumed = resumeEffectEstimate(JSON.parse(JSON.stringify(whole.toState())) as JsonValue);
    expect(resumed.reading()).toEqual(whole.reading());
    expect(() => resumeEffectEstimate({ kind: 'paired' })).toThrow(/an effect estimate/);
  });
});
