import { expect, it } from 'vitest';
import type { Operations } from '../../platform/index.ts';
import { createTerminal } from '../terminal.ts';
import type { ViewMeans } from './view.ts';
import { showDiagnoses, showFindings, showWindows } from './monitor.ts';

const FROM = Date.UTC(2013, 3, 6);
const DAY = 24 * 3_600_000;
const release = `sha256:${'a'.repeat(64)}` as const;

/** A view's own questions are answered by a loop that so many predictions lie too far ahead for. */
async function shownBeside(ahead: number, show: (means: ViewMeans<'monitor.windows'>) => Promise<void> | void): Promise<string> {
  const lines: string[] = [];
  const ask = () => Promise.resolve({ advancedTo: FROM, ahead, rollouts: [] } as never);
  await show({ terminal: createTerminal({ json: false, plain: true, out: { write: (text) => lines.push(text) } }), input: {}, ask });
  return lines.join('');
}

function shown(show: (at: { terminal: ReturnType<typeof createTerminal> }) => void): string {
  const lines: string[] = [];
  show({ terminal: createTerminal({ json: false, plain: true, out: { write: (text) => lines.push(text) } }) });
  return lines.join('');
}

it('tells findings one a line, with where and since when', () => {
  const findings: Operations['monitor.findings']['output'] = [
    {
      id: 'finding_1',
      deployment: 'd',
      release,
      window: { from: FROM, to: FROM + DAY },
      kind: 'out_of_range',
      column: 'humid',
      urgency: 'page',
      effect: 0.0714,
      natural: 0,
      p: 1e-9,
      since: FROM - DAY,
      windows: 2,
      rows: 1308,
      where: { column: 'origin', values: ['JFK', 'EWR'], alone: true },
      harm: null,
      message: '',
      remedy: '',
    },
  ];
  expect(shown((at) => showFindings(findings, at)).split('\n')[1]).toMatch(
    /^finding_1 +2013-04-06T00:00Z +humid out of range +page +0\.071 +0\.000 +1,308 +2013-04-05 +2 +only origin = JFK, EWR$/,
  );
  expect(shown((at) => showFindings([], at))).toBe('nothing was found\n');
});

it('tells windows one a line, by the column that lies farthest and by the quality of the release that answered', async () => {
  const column = { group: 'input', p: 1, missing: 0, unseen: 0, outOfRange: 0, topValue: null, topShare: 0 } as const;
  const window = {
    deployment: 'd',
    interval: { from: FROM, to: FROM + DAY },
    state: 'provisional',
    release,
    predictions: 1308,
    refused: 2,
    flagged: 0,
    meanScore: 0.25,
    columns: [
      { ...column, column: 'temp', distance: 0.9, natural: 1 },
      { ...column, column: 'origin', distance: 0.04, natural: 0.05 },
    ],
    estimated: null,
    performance: [],
    quarantined: true,
  } as const satisfies Operations['monitor.windows']['output'][number];
  const text = await shownBeside(0, (at) => showWindows([window], at));
  expect(text).toMatch(/^window/);
  expect(text).toContain('origin 0.040 (nature 0.050)');
  expect(text).toMatch(/1,308 +2 +0 +0\.2500 .* kept out\n$/);
});

it('tells first of predictions that event time does not follow', async () => {
  expect(await shownBeside(1, (at) => showWindows([], at))).toMatch(/^! 1 prediction lies more than 30 days ahead of all others: .*\nno window has closed yet\n$/);
  expect(await shownBeside(19, (at) => showDiagnoses([], at as never))).toMatch(/^! 19 predictions lie .*\nnothing was found\n$/);
});
