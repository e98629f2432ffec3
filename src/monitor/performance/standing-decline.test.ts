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

interface Day {
  readonly rows?: number;
  /** How many of the rows a label comes to, and whether it is what the score says. */
  readonly labels?: number;
  readonly foretold?: boolean;
  /** Whether the contract refuses every request. */
  readonly refused?: boolean;
}

/** Lets the next day pass. */
async function pass({ rows = ROWS, labels = rows, foretold = false, refused = false }: Day = {}): Promise<void> {
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
  const answers = await serve.predict(requests);
  const labelled = world.slice(0, labels).map(({ departure }, i) => ({ predictionId: name(i), score: answers[i]!.score ?? 0, labelAt: departure + HOUR }));
  const middle = median(labelled.map(({ score }) => score));
  if (labels > 0) await serve.feedback(labelled.map(({ score, ...one }) => ({ ...one, label: (foretold ? score > middle : random.next() < 0.5) ? 1 : 0 })));
  day++;
  await monitor.closeWindows(from + DAY);
  await monitor.matureWindows(from + 2 * DAY);
  await monitor.deliver('http://capstan.test');
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
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

  it('stands after days whose few labels all came true', async () => {
    for (let n = 0; n < 4; n++) await pass({ rows: 300, labels: 6, foretold: true });
    await pass();
    expect(await alerts()).toEqual([opened]);
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

  it('is one of its own for each champion: going back to one that was paged for ends the alert of the one after it, and opens another', async () => {
    const change = (champion: Digest) => serve.setPolicy({ champion }, { actor: 'test', why: 'another', eventAt: START + day * DAY });
    const isOpen = async (): Promise<boolean> => (await alerts()).some((one) => one.startsWith('open'));
    const untilOpen = async (): Promise<void> => {
      for (let n = 0; n < OPENED && !(await isOpen()); n++) await pass();
    };
    await untilOpen();
    await change(first);
    await pass();
    await untilOpen();
    const ofFirst = (await alerts()).at(-1)!;
    const before = await alerts();
    expect(ofFirst).toMatch(/^open since/);
    await change(second);
    for (let n = 0; n < 2; n++) {
      await pass();
      expect(await alerts()).toEqual([...before.slice(0, -1), ofFirst.replace('open', 'resolved'), expect.stringMatching(/^open since/)]);
    }
    const standing = (await monitor.alerts()).find(({ state, kind }) => kind === 'performance' && state === 'open')!;
    expect((await declines()).find(({ id }) => id === standing.finding)).toMatchObject({ release: second, urgency: 'page' });
    const told = log.filter((text) => text.includes('performance decline'));
    expect(told.filter((text) => text.includes('another champion answers now'))).toHaveLength(3);
    expect(told.slice(-2).join()).toContain('worse than the goal of 0.6');
  });
});
