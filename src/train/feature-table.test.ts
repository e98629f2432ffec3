import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FeatureTable, readFeatureTable, sliceTable, writeFeatureTable } from './feature-table.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'capstan-table-'))));
afterAll(() => rm(folder, { recursive: true }));

const tables: fc.Arbitrary<FeatureTable> = fc
  .integer({ min: 0, max: 40 })
  .chain((rows) =>
    fc.record({
      names: fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 5 }),
      seed: fc.float32Array({ minLength: rows, maxLength: rows }),
      eventAt: fc.float64Array({ minLength: rows, maxLength: rows }),
      labels: fc.uint8Array({ minLength: rows, maxLength: rows, max: 1 }),
    }),
  )
  .map(({ names, seed, eventAt, labels }) => ({ names, rows: labels.length, columns: names.map((_, j) => seed.map((value) => value * (j + 1))), eventAt, labels }));

it('reads what was written, whatever the names, and the same table gives the same bytes', async () => {
  const path = join(folder, 'table');
  await fc.assert(
    fc.asyncProperty(tables, async (table) => {
      await writeFeatureTable(path, table);
      expect(await readFeatureTable(path)).toEqual(table);
      const bytes = await readFile(path);
      await writeFeatureTable(path, await readFeatureTable(path));
      expect((await readFile(path)).equals(bytes)).toBe(true);
    }),
    { numRuns: 60, seed: 1 },
  );
});

const table: FeatureTable = {
  names: ['hour', 'größe'],
  rows: 3,
  columns: [Float32Array.of(1, 2, NaN), Float32Array.of(4, 5, 6)],
  eventAt: Float64Array.of(7, 8, 9),
  labels: Uint8Array.of(0, 1, 1),
};

it('refuses a torn file, another file, and one with more in it, by path', async () => {
  const path = join(folder, 'torn');
  await writeFeatureTable(path, table);
  const whole = await readFile(path);
  for (const length of [0, 5, 19, 30, whole.length - 25, whole.length - 1]) {
    await writeFile(path, whole);
    await truncate(path, length);
    await expect(readFeatureTable(path), `cut to ${length}`).rejects.toMatchObject({ code: 'TRAIN_TABLE_UNREADABLE', message: expect.stringContaining(path) as string });
  }
  await writeFile(path, Buffer.concat([whole, Buffer.of(0)]));
  await expect(readFeatureTable(path)).rejects.toMatchObject({ code: 'TRAIN_TABLE_UNREADABLE' });
  await writeFile(path, 'PAR1 something else\n{}\n');
  await expect(readFeatureTable(path)).rejects.toMatchObject({ code: 'TRAIN_TABLE_UNREADABLE' });
});

it('takes a part of the rows, as a view that can be written', async () => {
  const path = join(folder, 'part');
  const part = sliceTable(table, 1, 3);
  await writeFeatureTable(path, part);
  expect(await readFeatureTable(path)).toEqual({
    names: table.names,
    rows: 2,
    columns: [Float32Array.of(2, NaN), Float32Array.of(5, 6)],
    eventAt: Float64Array.of(8, 9),
    labels: Uint8Array.of(1, 1),
  });
});
