import { readdir, rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { DAY, HOUR } from '../kernel/index.ts';
import { createReleaseRoom } from '../release/index.ts';
import type { PredictionRecord } from './prediction.ts';
import { createServeRoom } from './serve-room.ts';
import { serveMigrations } from './serve.store.ts';

it('reads predictions, every so many of them, and scores, an hour after the other, sealed or not', async () => {
  const means = await openTestMeans(serveMigrations);
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 1_000 });
  const { id } = await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: FIRST_DAY });
  const open = () => createServeRoom(means, { releases, segmentBytes: 20_000 });
  let serve = open();
  await serve.setPolicy({ champion: id }, { actor: 'test', why: 'first', eventAt: FIRST_DAY });
  for (const [batch, count] of [600, 600, 50].entries()) {
    const rows = makeRows(count, { days: 1 / 4 });
    await serve.predict(
      rows.map(({ departure, distance, origin }, i) => ({
        predictionId: `p${batch}-${i}`,
        unitKey: `u${i}`,
        eventAt: departure,
        // Some are refused.
        inputs: { departure, distance: i % 50 === 0 ? -1 : distance, origin },
      })),
    );
    await serve.close();
    serve = open();
  }
  const files = await readdir(means.folder.path('predictions', 'test'));
  expect(files.some((name) => /^\d{8}$/.test(name))).toBe(true);
  expect(files.some((name) => name.endsWith('.log'))).toBe(true);
  const interval = { from: FIRST_DAY + HOUR / 2, to: FIRST_DAY + DAY };
  const units = await serve.units({ interval });
  const hours: (readonly PredictionRecord[])[] = [];
  for await (const hour of serve.predictions({ interval })) hours.push(hour);
  expect(hours).toHaveLength(6);
  const byId = (a: { predictionId: string }, b: { predictionId: string }): number => (a.predictionId < b.predictionId ? -1 : 1);
  expect(hours.flat().sort(byId)).toEqual(units.map(({ order: _, shadows: _shadows, label: _label, labelAt: _labelAt, ...record }) => record).sort(byId));
  const spread: string[] = [];
  for await (const hour of serve.predictions({ interval, every: 7 })) spread.push(...hour.map(({ predictionId }) => predictionId));
  expect(spread.sort()).toEqual(
    units
      .filter(({ order }) => order % 7 === 0)
      .map(({ predictionId }) => predictionId)
      .sort(),
  );
  const scored: [number, number][] = [];
  for await (const { eventAt, scores } of serve.scores({ interval, release: id })) scores.forEach((score, i) => scored.push([eventAt[i]!, score]));
  expect(scored).toEqual(
    units
      .filter(({ score }) => score !== null)
      .sort((a, b) => a.eventAt - b.eventAt || a.order - b.order)
      .map(({ eventAt, score }) => [eventAt, score]),
  );
  expect(scored.length).toBeLessThan(units.length);
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});
