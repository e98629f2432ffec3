import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../../test/fixtures/make-candidate.ts';
import { DAY, type Digest, formatStart, HOUR, seededRandom } from '../../kernel/index.ts';
import { createReleaseRoom } from '../../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../../serve/index.ts';
import type { Means } from '../../store/index.ts';
import { workMigrations } from '../../work/index.ts';
import { createMonitorRoom, monitorMigrations, type MonitorRoom } from '../index.ts';

// A model whose scores say nothing of what comes true: its alert opens, and meets days that say nothing of it, and another champion.

const START = FIRST_DAY + 2 * DAY;
const ROWS = 600;
/** By then the alert stands. */
const OPENED = 6;
let means: Means & { close(): Promise<void> };
let first: Digest;
let second: Digest;
let serve: ServeRoom;
let monitor: MonitorRoom;
let log: string[];
let day: number;

/** Lets the next day pass: asked about rows, so many of which a label comes to, that the contract refuses or not. */
async function pass({ rows = ROWS, labels = rows, refused = false }: { readonly rows?: number; readonly labels?: number; readonly refused?: boolean } = {}): Promise<void> {
  const random = seededRandom(`standing ${day}`);
  const from = START + day * DAY;
  const name = (i: number): string => `d${day}-${i}`;
  const world = makeRows(rows, { from, random });
  const requests = world.map(({ departure, distance, origin }, i) => ({
    predictionId: name(i),
    unitKey: name(i),
    eventAt: departure,
    inputs: { departure, origin, ...(!refused && { distance }) },
  }));
  await serve.predict(requests);
  if (labels > 0)
    await serve.feedback(world.slice(0, labels).map(({ departure }, i) => ({ predictionId: name(i), label: random.next() < 0.5 ? 1 : 0, labelAt: departure + HOUR })));
  day++;
  await monitor.closeWindows(from + DAY);
  await monitor.matureWindows(from + 2 * DAY);
  await monitor.deliver('http://capstan.test');
}

const alerts = async () => (await monitor.alerts()).filter(({ kind }) => kind === 'performance').map(({ state, since }) => `${state} since ${formatStart(since)}`);
const declines = async () => (await monitor.findings()).filter(({ kind }) => kind === 'performance');

beforeAll(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations, ...workMigrations]);
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const make = async (bias: number): Promise<Digest> => {
    const candidate = await makeCandidate(means, { rows: 4_000, bias });
    return (await releases.create(candidate, await releases.judge(candidate), { note: 'made', actor: 'test', eventAt: START })).id;
  };
  [first, second] = [await make(-3), await make(-2.9)];
  serve = createServeRoom(means, { releases });
  log = [];
  monitor = createMonitorRoom(means, { serve, releases, scope, alerting: { to: [{ kind: 'log' }], log: (text) => void log.push(text) } });
  await serve.setPolicy({ champion: first }, { actor: 'test', why: 'first', eventAt: START });
  for (day = 0; day < OPENED;) await pass();
});

afterAll(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

describe('an alert about a decline', () => {
  let opened: string;

  it('is told by what the goal is, where it was missed and since when', async () => {
    [opened] = (await alerts()) as [string];
    expect(opened).toMatch(/^open since/);
    expect(log).toEqual([expect.stringContaining('worse than the goal of 0.6') as string]);
    expect(log[0]).toMatch(/\n\nperformance decline\nOver the last \d windows AUC is 0\.\d{3} on average/);
  });

  it('stands through a day of which every request was refused, and after it, as one', async () => {
    await pass({ refused: true });
    expect(await alerts()).toEqual([opened]);
    await pass();
    expect(await alerts()).toEqual([opened]);
    const [told, ...more] = await declines();
    expect(await monitor.diagnoses({})).toContainEqual(expect.objectContaining({ kind: 'performance', findings: [told, ...more].map((one) => one!.id) }));
    expect(more.at(-1)).toMatchObject({ urgency: 'page', since: told!.since, window: { from: START + (day - 1) * DAY } });
  });

  it('stands after more days with few labels than a run goes back, until three windows say what the model does', async () => {
    for (let n = 0; n < 10; n++) await pass({ rows: 300, labels: 100 });
    await pass();
    expect(await alerts()).toEqual([opened]);
    for (let n = 0; n < 2; n++) await pass();
    expect(await alerts()).toEqual([opened]);
    expect((await declines()).at(-1)).toMatchObject({ urgency: 'page' });
  });

  it('stands while labels of another champion have not come, and ends with the first, few as they are', async () => {
    await serve.setPolicy({ champion: second }, { actor: 'test', why: 'second', eventAt: START + day * DAY });
    await pass({ labels: 0 });
    expect(await alerts()).toEqual([opened]);
    await pass({ labels: 100 });
    expect(await alerts()).toEqual([opened.replace('open', 'resolved')]);
    expect(log.filter((text) => text.includes('performance'))).toHaveLength(2);
    expect(log.at(-1)).toMatch(/\n\nperformance decline is over\nIt stood for \d+ days, from .*; another champion answers now, and labels of its answers have come\.\n/);
  });
});
