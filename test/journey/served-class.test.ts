import { rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeMessages } from '../messages/write-messages.ts';
import { day, DESKS, type Message, messagesOf, NEW_FORM, ROWS_A_DAY } from '../messages/world.ts';
import { DAY } from '../../src/kernel/index.ts';
import { loadProject, openPlatform, type Platform } from '../../src/platform/index.ts';
import { type Client, createClient } from '../../src/sdk/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';

// A question for one of several classes, the whole way: trained, released, served over HTTP, watched, estimated, found out, trained anew, tried and promoted.

const FIRST = 33;
let root: string;
let platform: Platform;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  root = await writeMessages();
  platform = await openPlatform(await loadProject(root));
  server = await startServer(platform, { port: 0, version: 'test' });
  client = createClient({ url: server.url });
});
afterAll(async () => {
  await server?.close();
  await platform?.close();
  await rm(root, { recursive: true, force: true });
});

const serveDay = async (n: number): Promise<readonly Message[]> => {
  const messages = messagesOf(n);
  await client.predict(
    messages.map(({ id, at, words, amount, photos, channel }) => ({ predictionId: String(id), unitKey: String(id), eventAt: at, inputs: { words, amount, photos, channel } })),
  );
  await client.feedback(messages.map(({ id, desk, knownAt }) => ({ predictionId: String(id), label: desk, labelAt: knownAt })));
  return messages;
};

describe('a question for one of several classes', () => {
  it('is trained, measured against the goal and the rates by channel, and released as ONNX', async () => {
    const made = await platform.loop.makeRelease({ asOf: day(FIRST), actor: 'ann', why: 'the first', since: day(0) });
    expect(made.report.checks.filter((check) => !check.passed)).toEqual([]);
    expect(made.report.checks.find((check) => check.name === 'goal')!.detail).toMatch(/^Accuracy 0\.\d{4} \(95 %: .*\) on 480 rows; the goal is 0\.6000$/);
    const { evaluation } = made.run;
    expect(evaluation).toMatchObject({ task: 'multiclass', metric: 'accuracy', rows: 480, classes: DESKS.map((name) => ({ name })), harm: [{}, {}, {}, {}] });
    expect(await platform.loop.place(made.release!, { at: day(FIRST), actor: 'ann' })).toBe('champion');
    const { labelErrors, leakage } = await platform.train.diagnoser.recorded(made.run);
    expect(labelErrors).toMatchObject({ rows: 1_920, unlabelled: 0, method: 'pruneByNoiseRate', classes: DESKS.map((label) => ({ label })) });
    for (const { given, suggested, confidence, suggestedConfidence } of labelErrors!.errors) {
      expect(DESKS).toContain(given);
      expect(suggested).not.toBe(given);
      expect(suggestedConfidence).toBeGreaterThan(confidence!);
    }
    expect(leakage!.leaks.filter((leak) => leak.severity === 'leak')).toEqual([]);
    for (const { of } of leakage!.power) expect(DESKS).toContain(of);
    expect(await client.call('data.label-errors', { table: 'messages', folds: 2, limit: 3 })).toMatchObject({ errors: { length: 3 }, classes: DESKS.map((label) => ({ label })) });
  });

  it('answers a class with the probability of each, takes classes as outcomes, and refuses what is none', async () => {
    for (let n = FIRST; n < NEW_FORM; n++) await serveDay(n);
    const [answer] = await client.predict([{ unitKey: 'x', eventAt: day(NEW_FORM) - 1, inputs: { words: 10, amount: 490, photos: 0, channel: 'mail' } }]);
    expect(answer).toMatchObject({ predicted: 'billing', decision: 'answer', rule: null, reason: 'the most probable desk' });
    expect(Object.keys(answer!.probabilities!)).toEqual(DESKS);
    expect(answer!.probabilities!['billing']).toBe(answer!.score);
    expect(Object.values(answer!.probabilities!).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    await expect(client.feedback([{ predictionId: answer!.predictionId, label: 'sales', labelAt: day(40) }])).rejects.toMatchObject({ code: 'SERVE_OUTCOME_INVALID' });
    const units = await platform.serve.units({ interval: { from: day(FIRST), to: day(NEW_FORM) } });
    expect(units.slice(0, ROWS_A_DAY).map((unit) => DESKS[unit.label!])).toEqual(messagesOf(FIRST).map((message) => message.desk));
  });

  it('is estimated before labels as the command does that is held against NannyML, and measured once they are due', async () => {
    await client.call('loop.advance', { watermark: day(NEW_FORM) });
    const windows = await platform.monitor.windows();
    expect(windows.map((window) => window.state)).toEqual(['matured', 'matured', 'provisional']);
    const [first] = windows;
    const messages = messagesOf(FIRST);
    const units = await platform.serve.units({ interval: first!.interval });
    const right = units.map((unit, i) => Number(unit.predicted === messages[i]!.desk));
    const report = first!.performance[0]!;
    const share = right.reduce((sum, one) => sum + one, 0) / ROWS_A_DAY;
    expect(report).toMatchObject({
      labelled: ROWS_A_DAY,
      auc: null,
      quality: { metric: 'accuracy', value: expect.closeTo(share, 12) as number },
      positiveRate: expect.closeTo(share, 12) as number,
    });
    expect(report.metrics.map((one) => one.metric)).toEqual(['accuracy', 'macroF1', 'weightedF1', 'auc', 'logLoss']);
    expect(report.classes!.map(({ name, rows }) => [name, rows])).toEqual(DESKS.map((desk) => [desk, messages.filter((message) => message.desk === desk).length]));
    // From counts as from rows, also over several windows.
    const areaOf = (of: { readonly metrics: readonly { readonly metric: string; readonly value: number | null }[] }): number =>
      of.metrics.find((one) => one.metric === 'auc')!.value!;
    expect(report.classes!.reduce((sum, one) => sum + areaOf(one), 0) / DESKS.length).toBeCloseTo(areaOf(report), 2);
    const both = await platform.monitor.performance(report.release, { from: first!.interval.from, to: windows[1]!.interval.to });
    expect(both!.metrics.map((one) => one.metric)).toEqual(['accuracy', 'macroF1', 'weightedF1', 'auc', 'logLoss']);
    expect(areaOf(both!)).toBeCloseTo((areaOf(report) + areaOf(windows[1]!.performance[0]!)) / 2, 1);
    const costs = units.map((unit, i): number => (unit.decision === 'ask a person' ? 0.2 : right[i] === 1 ? 0 : messages[i]!.desk === 'billing' ? 1 : 0.5));
    expect(report.cost).toBeCloseTo(costs.reduce((sum, one) => sum + one, 0) / ROWS_A_DAY, 9);
    for (const window of windows) expect(window.estimated).toMatchObject({ refusal: null, units: window.predictions });
    const held = windows.slice(0, 2).filter(({ estimated, performance }) => {
      const [low, high] = estimated!.metrics.find((one) => one.metric === 'accuracy')!.interval!;
      return performance[0]!.quality.value! > low && performance[0]!.quality.value! < high;
    });
    expect(held).toHaveLength(2);
    // The same rows as a table, by the command: the same numbers.
    const champion = (await platform.serve.deployment())!.champion;
    const release = await platform.releases.load(champion);
    const tested = await platform.releases.testRows(champion);
    const answers = await release.decideBatch(tested.rows);
    const line = (of: Readonly<Record<string, number>>, label: string): string => [...DESKS.map((desk) => of[desk]!), label].join(',');
    const rows = [...answers.map((one, i) => line(one.probabilities!, DESKS[tested.labels[i]!]!)), ...units.map((unit) => line(unit.probabilities!, ''))];
    await writeFile(`${root}/answers.csv`, `${DESKS.join(',')},desk\n${rows.join('\n')}\n`);
    const table = await client.call('monitor.evaluate', { table: 'answers.csv', task: 'multiclass', label: 'desk', score: DESKS.join(',') });
    const asTable = (metric: string): number => table.estimated!.metrics.find((one) => one.metric === (metric === 'macroF1' ? 'f1' : metric))!.value!;
    for (const { metric, value } of first!.estimated!.metrics) if (metric !== 'cost') expect(value).toBeCloseTo(asTable(metric), 9);
    const cut = await client.call('monitor.performance', { by: 'channel' });
    expect(cut.segments.map(({ column, value }) => [column, value])).toEqual([[null, null], ...['', '', ''].map(() => ['channel', expect.any(String)])]);
    expect(cut.segments[0]!.metrics.map((one) => one.metric)).toEqual(['accuracy', 'macroF1', 'weightedF1', 'auc', 'logLoss']);
  });

  it('is found out when it gets worse, trained anew, tried in the shadow and on live traffic, and replaced', async () => {
    const moves: string[] = [];
    for (let n = NEW_FORM; n < NEW_FORM + 22; n++) {
      await serveDay(n);
      const { steps } = await client.call('loop.advance', { watermark: day(n) + DAY });
      for (const step of steps) for (const move of step.transitions) moves.push(`${(move.at - day(0)) / DAY} ${move.from} → ${move.to}`);
      if (moves.some((move) => move.endsWith('promoted'))) break;
    }
    const findings = await platform.monitor.findings();
    expect(moves.map((move) => move.replace(/^\d+ /, ''))).toEqual(['queued → shadow', 'shadow → live', 'live → promoted']);
    const decline = findings.find((finding) => finding.kind === 'performance')!;
    expect(decline.message).toMatch(
      /^Errors are larger than the probabilities promise, over the last windows: the Brier score of this one by \+0\.\d{3}\. Accuracy 0\.\d{3} on 600 labelled units, 0\.\d{3} on the test rows\./,
    );
    expect(decline.window.from).toBeGreaterThanOrEqual(day(NEW_FORM));
    expect(decline.window.from).toBeLessThan(day(NEW_FORM + 3));
    expect(await platform.monitor.report({})).toContain('Quality: Accuracy, 95 % interval');
    expect(await platform.monitor.report({})).toMatch(/<h2>Classes in the window of .*<td>billing<\/td>/s);
    const history = await client.call('monitor.history', {});
    expect(history.classes!.each.map(({ name, metrics }) => [name, metrics.map((one) => one.metric)])).toEqual(DESKS.map((desk) => [desk, ['precision', 'recall', 'f1', 'auc']]));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const desk of DESKS) expect(metrics).toMatch(new RegExp(`capstan_class_recall\\{[^}]*class="${desk}"\\} 0\\.\\d+`));
    expect(metrics).toMatch(/capstan_class_auc\{[^}]*class="billing"\} 0\.\d+/);
    const overview = await client.overview();
    expect(overview.metric).toEqual({ name: 'accuracy', title: 'Accuracy', better: 'higher', goal: 0.6, unit: '' });
    expect(overview.totals).toMatchObject({ promotions: 1, rollbacks: 0 });
  }, 600_000);

  it('closes windows in which nothing was asked', async () => {
    await client.call('loop.advance', { watermark: day(NEW_FORM + 24) });
    const last = (await platform.monitor.windows()).at(-1)!;
    expect(last).toMatchObject({ predictions: 0, meanScore: null, estimated: null });
    expect(last.columns.filter((column) => column.group === 'score').map((column) => column.column)).toEqual(['score', 'predicted', ...DESKS.map((desk) => `score of ${desk}`)]);
  });

  it('goes back to the release before when asked', async () => {
    const before = (await platform.serve.deployment())!.champion;
    const after = await client.call('deploy.rollback', { why: 'a test' });
    expect(after.champion).not.toBe(before);
  });
});
