import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CellCounter } from './cell-counter.ts';

const numbers = new Float64Array(2048);
const values = fc.integer({ min: -50, max: 50 }).map((value) => value / 4);

it('tells the same whichever values the first pass thought of that hold less than is told', () => {
  fc.assert(
    fc.property(
      fc.array(values, { minLength: 1, maxLength: 400 }),
      fc.array(values, { minLength: 1, maxLength: 9 }),
      fc.array(values, { maxLength: 9 }),
      (rows, sample, thought) => {
        const least = rows.length / 10;
        const held = (value: number): number => rows.filter((one) => one === value).length;
        const counted = (heavy: readonly number[]) => {
          const counter = new CellCounter(Float64Array.from(sample).sort(), { special: [-1], heavy });
          counter.addAll(Float64Array.from(rows), { numbers });
          return counter.counted(least);
        };
        const many = [...new Set(rows)].filter((value) => held(value) >= least);
        const told = counted([...new Set([...many, ...thought])]);
        expect({ ...told, alone: new Set(told.alone) }).toEqual({ ...counted(many), alone: new Set(counted(many).alone) });
        expect(told.counts.reduce((a, b) => a + b, 0)).toBe(rows.length);
        for (const { value, count } of told.alone) expect(count).toBe(held(value));
      },
    ),
    { numRuns: 300 },
  );
});
