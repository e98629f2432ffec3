import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liveThrough } from '../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP } from '../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../test/tiny-project/write-tiny-project.ts';
import type { Overview } from '../sdk/index.ts';
import type { Platform } from './index.ts';

let root: string;
let platform: Platform;
const overviewOf = async (): Promise<Overview> => (await platform.perform(platform.operations.get('overview')!, {}, { actor: 'test' })) as Overview;

/** Every number that is not finite, and everything that JSON cannot say, by path. */
function unsayable(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} is ${value}`];
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (Array.isArray(value)) return value.flatMap((one, i) => unsayable(one, `${path}/${i}`));
  if (typeof value === 'object') return Object.entries(value).flatMap(([name, one]) => unsayable(one, `${path}/${name}`));
  return [`${path} is ${typeof value}`];
}

beforeAll(async () => {
  root = await writeTinyProject();
  platform = await openTinyPlatform(root);
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

describe('the overview', () => {
  it('is empty, but whole, before anything was done', async () => {
    const overview = await overviewOf();
    expect(unsayable(overview)).toEqual([]);
    expect(overview).toMatchObject({
      project: 'orders',
      now: 0,
      deployment: null,
      releases: [],
      timeline: [],
      quality: [],
      trials: [],
      findings: [],
      reigns: [],
      drift: { days: [], columns: [], cells: [] },
    });
    expect(overview.stages.map((stage) => [stage.stage, stage.state])).toEqual([
      ['scope', 'good'],
      ['data', 'empty'],
      ['train', 'empty'],
      ['release', 'empty'],
      ['serve', 'empty'],
      ['monitor', 'empty'],
      ['loop', 'empty'],
    ]);
    expect(Object.values(overview.totals).every((total) => total === 0)).toBe(true);
  });

  it('tells the life of a model on one page', async () => {
    const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
    await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
    await liveThrough(platform, { from: FLIP, to: 43, poisoned: [33, 34] });
    const during = await overviewOf();
    expect(during.deployment).toMatchObject({ champion: { name: 'r1' }, challenger: { release: { name: 'r2' }, share: 0.5, state: 'live' }, shadows: [] });
    expect(during.stages.find((stage) => stage.stage === 'serve')).toMatchObject({ state: 'busy', headline: 'r1 + r2' });
    expect(during.stages.find((stage) => stage.stage === 'loop')).toMatchObject({ state: 'busy', headline: 'r2 live' });
    expect(during.trials[0]).toMatchObject({ state: 'live', live: { verdict: 'running', units: 0, points: [] } });

    await liveThrough(platform, { from: 43, to: 47 });
    const overview = await overviewOf();
    expect(unsayable(overview)).toEqual([]);
    expect(JSON.parse(JSON.stringify(overview))).toEqual(overview);
    expect(overview.now).toBe(day(47));
    expect(overview.totals).toMatchObject({ windows: 17, predictions: 17 * 160, refused: 0, alerts: 1, retrains: 1, promotions: 1, rollbacks: 0, refusedByGate: 0 });
    expect(overview.totals.labels).toBe(16 * 160);
    expect(overview.releases.map((release) => [release.name, release.kind, release.createdAt])).toEqual([
      ['r1', 'model', day(30)],
      ['r2', 'model', day(40)],
    ]);
    const [r1, r2] = overview.releases as [Overview['releases'][0], Overview['releases'][0]];
    expect(overview.deployment).toMatchObject({ champion: r2, challenger: null, shadows: [r1] });
    expect(overview.reigns).toEqual([
      { release: r1.id, from: day(30), to: day(44) },
      { release: r2.id, from: day(44), to: null },
    ]);
    expect(overview.timeline.map((event) => [event.kind, event.title]).filter(([kind]) => kind !== 'data')).toEqual([
      ['release', 'r1 made'],
      ['alert', 'constant: value'],
      ['retrain', expect.stringContaining('2001-02-10') as string],
      ['release', 'r2 made'],
      ['shadow', 'r2 in the shadow'],
      ['live', 'r2 on live traffic'],
      ['promoted', 'r2 promoted'],
    ]);
    const times = overview.timeline.map((event) => event.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));

    expect(overview.quality.map((one) => one.day)).toEqual(Array.from({ length: 17 }, (_, n) => day(30 + n)));
    expect(overview.quality.filter((one) => one.quarantined).map((one) => one.day)).toEqual([day(33), day(34)]);
    expect(overview.quality.filter((one) => one.provisional).map((one) => one.day)).toEqual([day(46)]);
    const last = overview.quality.at(-2)!;
    expect(last.champion!.value!).toBeGreaterThan(last.baseline!.value! + 0.2);
    expect(last.champion!.cost).toBeLessThan(last.baseline!.cost);

    expect(overview.drift.columns.map((column) => column.name)).toEqual(['value', 'noise', 'segment', 'value', 'noise', 'segment_rate', 'score']);
    expect(overview.drift.cells.map((cells) => cells.length)).toEqual(Array(7).fill(17));
    const value = overview.drift.cells[0]!;
    expect(value[3]!.ratio).toBeGreaterThan(Math.max(...value.filter((_, n) => n !== 3 && n !== 4).map((cell) => cell!.ratio)));

    expect(overview.findings.map((finding) => [finding.kind, finding.column, finding.urgency, finding.at]).filter(([, , urgency]) => urgency === 'page')).toEqual([
      ['constant', 'value', 'page', day(33)],
      ['constant', 'value', 'page', day(34)],
    ]);
    const [trial] = overview.trials;
    expect(trial).toMatchObject({
      release: r2.id,
      title: 'r2 against r1',
      state: 'promoted',
      startedAt: day(40),
      endedAt: day(44),
      shadow: { units: 160, verdict: expect.any(String) as string },
      live: { bound: -0.1, shares: [{ share: 0.2 }] },
    });
    expect(trial!.shadow!.points.at(-1)!.e).toBeGreaterThan(trial!.shadow!.threshold);
    expect(trial!.live!.guardrails.map((rail) => rail.name)).toEqual(['needless calls']);
    expect(overview.stages.every((stage) => stage.state !== 'empty' && stage.headline !== '' && stage.detail !== '')).toBe(true);
  });
});
