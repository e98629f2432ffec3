import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { DAY, type Digest, HOUR } from '../kernel/index.ts';
import { createReleaseRoom, type ReleaseRoom } from '../release/index.ts';
import type { Means } from '../store/index.ts';
import type { PredictionRequest } from './prediction.ts';
import { createServeRoom, type ServeRoom, type ServeSettings } from './serve-room.ts';
import { serveMigrations } from './serve.store.ts';

// What comes true later: 0 or 1, or a number.

const reason = { actor: 'test', why: 'because', eventAt: FIRST_DAY };
const everything = { from: FIRST_DAY - 100 * DAY, to: FIRST_DAY + 400 * DAY };
let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let champion: Digest;
const rooms: ServeRoom[] = [];

beforeAll(async () => {
  means = await openTestMeans(serveMigrations);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 1_000 });
  champion = (await releases.create(candidate, await releases.judge(candidate), { note: 'made', actor: 'test', eventAt: FIRST_DAY })).id;
});
afterAll(async () => {
  for (const room of rooms) await room.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

const folderOf = (name: string): string => means.folder.path('predictions', name);
function open(name: string, options: Omit<ServeSettings, 'releases'> = {}): ServeRoom {
  const room = createServeRoom(means, { releases, serving: { deployment: name }, ...options });
  rooms.push(room);
  return room;
}
const requestsOf = (count: number, prefix = 'p'): PredictionRequest[] =>
  makeRows(count, { from: FIRST_DAY }).map(({ label: _, ...inputs }, i) => ({ predictionId: `${prefix}${i}`, unitKey: `u${i}`, eventAt: inputs.departure, inputs }));

it('keeps outcomes that are numbers to the last bit, from memory and from sealed Parquet, and takes nothing else', async () => {
  const name = 'numbers';
  const room = open(name, { segmentBytes: 1, task: 'regression' });
  await room.setPolicy({ champion: champion }, reason);
  const requests = requestsOf(40);
  const outcomes = requests.map((_, i) => Math.sin(i) * 1e6 + 0.1);
  const feedback = requests.map((request, i) => ({ predictionId: request.predictionId!, label: outcomes[i]!, labelAt: request.eventAt! + HOUR }));
  await room.predict(requests);
  await expect(room.feedback([feedback[0]!, { ...feedback[1]!, label: Number.NaN }])).rejects.toMatchObject({
    code: 'SERVE_OUTCOME_INVALID',
    facts: { problems: [{ path: '/items/1/label', message: 'must be a finite number, not NaN' }] },
  });
  await room.feedback(feedback.slice(0, 20));
  await room.feedback(feedback.slice(20));
  const labels = async (reader: ServeRoom) => (await reader.units({ interval: everything })).map((unit) => unit.label);
  expect(await labels(room)).toEqual(outcomes);
  await room.close();
  expect(await labels(open(name, { task: 'regression' }))).toEqual(outcomes);
});

it('reads labels that were sealed as whole numbers beside those of today', async () => {
  const name = 'older';
  const room = open(name, { segmentBytes: 1 });
  await room.setPolicy({ champion: champion }, reason);
  const requests = requestsOf(40);
  await room.predict(requests);
  const labelled = (from: number, to: number) => requests.slice(from, to).map((request, i) => ({ predictionId: request.predictionId!, label: i % 2, labelAt: request.eventAt! }));
  await room.feedback(labelled(0, 20));
  await room.feedback(labelled(20, 40));
  await room.predict(requestsOf(1, 'q'));
  await room.close();
  const before = (await open(name).units({ interval: everything })).map((unit) => unit.label);
  for (const segment of (await readdir(folderOf(name))).filter((name) => /^\d{8}$/.test(name))) {
    const path = join(folderOf(name), segment, 'feedback.parquet');
    if (!(await stat(path).catch(() => null))) continue;
    await means.columns.copyToParquet('SELECT * REPLACE (label::BIGINT AS label) FROM read_parquet($1)', `${path}.old`, [path]);
    await rename(`${path}.old`, path);
    break;
  }
  expect((await open(name).units({ interval: everything })).map((unit) => unit.label)).toEqual(before);
  expect(before.filter((label) => label === 1)).toHaveLength(20);
});

it('keeps outcomes that are names, from memory and from sealed Parquet, counts them by the classes that are asked for, and takes no others', async () => {
  const name = 'names';
  const asked = { task: 'multiclass', classes: ['early', 'late', 'on time'] } as const;
  const room = open(name, { segmentBytes: 1, ...asked });
  await room.setPolicy({ champion }, reason);
  const requests = requestsOf(40);
  const places = requests.map((_, i) => (i * 7) % 3);
  const feedback = requests.map((request, i) => ({ predictionId: request.predictionId!, label: asked.classes[places[i]!]!, labelAt: request.eventAt! + HOUR }));
  await room.predict(requests);
  await expect(room.feedback([feedback[0]!, { ...feedback[1]!, label: 'never' }, { ...feedback[2]!, label: 1 }])).rejects.toMatchObject({
    code: 'SERVE_OUTCOME_INVALID',
    facts: { problems: [{ path: '/items/1/label' }, { path: '/items/2/label', message: 'must be one of early, late, on time, not 1' }] },
  });
  await room.feedback(feedback.slice(0, 20));
  await room.feedback(feedback.slice(20));
  await room.feedback([{ ...feedback[5]!, label: 'late', revision: 1 }]);
  await room.feedback([{ ...feedback[0]!, predictionId: 'stray', label: 'early' }]);
  await room.predict([{ ...requests[0]!, predictionId: 'stray' }]);
  const expected = [...places.map((place, i) => (i === 5 ? 1 : place)), 0];
  const labels = async (reader: ServeRoom) => (await reader.units({ interval: everything })).map((unit) => unit.label);
  expect(await labels(room)).toEqual(expected);
  await room.close();
  expect(await labels(open(name, asked))).toEqual(expected);
  // A scope that names its classes anew counts them anew; what it names no more says nothing.
  expect(await labels(open(name, { task: 'multiclass', classes: ['late', 'on time'] }))).toEqual(expected.map((place) => (place === 0 ? null : place - 1)));
});
