import { expect, it } from 'vitest';
import { sayFigure } from './say-figure.ts';

it('writes shares to three decimals, and what is large without', () => {
  expect(sayFigure({ metric: 'auc', value: 0.7124, interval: [0.698, 0.7256] })).toBe('0.712 [0.698, 0.726]');
  expect(sayFigure({ metric: 'rmse', value: 12_345.678, interval: [999.6, 12_790.1] })).toBe('12,346 [1,000, 12,790]');
  expect(sayFigure({ metric: 'bias', value: -1.6164, interval: null })).toBe('-1.616');
  expect(sayFigure(undefined)).toBe('–');
});
