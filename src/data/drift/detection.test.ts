import { beforeAll, describe, expect, it } from 'vitest';
import { CAPSTAN, EACH_COLUMN_AT_5_PERCENT } from '../../../bench/detection/detector.ts';
import { ORDERS } from '../../../bench/detection/generated-tables.ts';
import { type Effort, measureDetection, type TableOutcome } from '../../../bench/detection/measure-detection.ts';
import { detectionAt } from '../../../bench/detection/report.ts';
import { type DetectionTable, pickLabelled } from '../../../bench/detection/table.ts';
import { clopperPearson } from '../../stats/index.ts';

/** A small part of `npm run bench:detection`; the whole is in docs/benchmarks-detection.md. */
const EFFORT: Effort = { rows: 500, referenceRows: 4000, clean: 60, perSplit: 60, fractions: [0.1], harm: false, trials: 1 };

describe('the detection bed in small', () => {
  let orders: DetectionTable;
  let ours: TableOutcome;

  beforeAll(async () => {
    const loaded = await ORDERS.load();
    orders = {
      ...ORDERS,
      load: () =>
        Promise.resolve(
          pickLabelled(
            loaded,
            Int32Array.from({ length: 10_000 }, (_, row) => 4 * row),
          ),
        ),
    };
    [ours] = (await measureDetection(orders, CAPSTAN, EFFORT)) as [TableOutcome];
  });

  it('raises no more false alarms than it says: 1 in 100', () => {
    expect(clopperPearson(ours.falseAlarms, ours.clean, 0.02)[0]).toBeLessThanOrEqual(0.01);
  });

  it('finds corruptions of a tenth of the rows', () => {
    expect(detectionAt(ours.trials, 0.1)).toBeGreaterThan(0.8);
  });

  it('names the right column first', () => {
    const found = ours.trials.filter((trial) => trial.detected);
    expect(found.filter((trial) => trial.first).length / found.length).toBeGreaterThan(0.9);
  });

  it('catches a method that cries wolf', async () => {
    const [theirs] = (await measureDetection(orders, EACH_COLUMN_AT_5_PERCENT, { ...EFFORT, fractions: [] })) as [TableOutcome];
    expect(clopperPearson(theirs.falseAlarms, theirs.clean, 0.02)[0]).toBeGreaterThan(0.01);
  });
});
