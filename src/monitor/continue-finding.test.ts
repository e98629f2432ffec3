import { describe, expect, it } from 'vitest';
import { continueFinding, type Draft, foldFindings, LAPSE } from './continue-finding.ts';
import type { Finding, Urgency } from './finding.ts';

const draft = (urgency: Urgency): Draft => ({
  release: `sha256:${'0'.repeat(64)}`,
  kind: 'calibration',
  column: '*',
  urgency,
  effect: 0.1,
  natural: 0.05,
  p: 0.001,
  rows: 100,
  harm: null,
  message: 'm',
  remedy: 'r',
});

/** Findings of one kind in the windows given, each judged beside those of the windows that may go on. */
function findIn(windows: readonly (readonly [at: number, urgency: Urgency])[]): Finding[] {
  const found: Finding[] = [];
  for (const [at, urgency] of windows) {
    const previous = found.filter((finding) => finding.window.from >= at - LAPSE - 1);
    found.push(continueFinding({ deployment: 'd', interval: { from: at, to: at + 1 }, previous }, draft(urgency)));
  }
  return found;
}

const told = (findings: readonly Finding[]) => foldFindings(findings).map(({ since, windows, window }) => [since, windows, window.from]);

describe('a notice', () => {
  it('that comes again goes on, and is told once with its beginning and its last window', () => {
    expect(told(findIn([3, 4, 8, 16, 20].map((at) => [at, 'notice'] as const)))).toEqual([[3, 5, 20]]);
  });

  it('that was not found for longer is another', () => {
    expect(
      told(
        findIn([
          [3, 'notice'],
          [4, 'notice'],
          [4 + LAPSE + 2, 'notice'],
        ]),
      ),
    ).toEqual([
      [3, 2, 4],
      [4 + LAPSE + 2, 1, 4 + LAPSE + 2],
    ]);
  });
});

it('does not go on with the next model where it is about the model', () => {
  const about = { deployment: 'd', interval: { from: 4, to: 5 }, previous: findIn([[3, 'notice']]) };
  const next = { release: `sha256:${'1'.repeat(64)}` } as const;
  expect(continueFinding(about, draft('notice'))).toMatchObject({ since: 3, windows: 2 });
  expect(continueFinding(about, { ...draft('notice'), ...next })).toMatchObject({ since: 4, windows: 1 });
});

describe('a page', () => {
  it('goes on from one window to the next alone, as its alert does', () => {
    expect(
      told(
        findIn([
          [3, 'page'],
          [4, 'page'],
          [6, 'page'],
          [8, 'notice'],
          [9, 'page'],
        ]),
      ),
    ).toEqual([
      [3, 2, 4],
      [6, 1, 6],
      [8, 2, 9],
    ]);
  });
});
