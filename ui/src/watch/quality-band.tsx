import type { JSX } from 'preact';
import type { PastWindow, WindowHistory } from '../../../src/sdk/watch.ts';
import { formatCount, formatFigure, formatFixed, formatPlural, formatSignedFigure, niceSplits } from '../format-number.ts';
import { titleOf } from '../quality-series.ts';
import type { TimeAxis } from '../time-axis.ts';
import type { TipLine } from '../tip.tsx';
import { ValueGrid, WindowChart } from './window-chart.tsx';

const HEIGHT = 132;
const EDGE = 8;

/** A window's quality: measured, or estimated while labels have not come. */
interface Judged {
  readonly window: PastWindow;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly estimated: boolean;
}

function judge(window: PastWindow): Judged | null {
  const { quality, estimate } = window;
  if (quality !== null && quality.value !== null) return { window, value: quality.value, low: quality.low ?? quality.value, high: quality.high ?? quality.value, estimated: false };
  return estimate === null ? null : { window, ...estimate, estimated: true };
}

/** The champion's quality with its interval, window by window; where labels have not come, what it is estimated to be, shaded. */
export function QualityBand({ history: { windows, metric }, axis }: { readonly history: WindowHistory; readonly axis: TimeAxis }): JSX.Element {
  const judged = windows.map(judge).filter((one) => one !== null);
  if (judged.length === 0) return <p class="track-empty">{whyEmpty(windows)}</p>;
  const { goal, better } = metric;
  const title = titleOf(metric);
  const low = Math.min(goal, ...judged.map((one) => one.low));
  const high = Math.max(goal, ...judged.map((one) => one.high));
  const y = (value: number): number => EDGE + ((high - value) / Math.max(1e-9, high - low)) * (HEIGHT - 2 * EDGE);
  const x = ({ window }: Judged): number => (axis.x(window.from) + axis.x(window.to)) / 2;
  const measured = judged.filter((one) => !one.estimated);
  const missed = measured.filter((one) => (better === 'higher' ? one.high < goal : one.low > goal)).length;
  return (
    <WindowChart
      label={`${title} of ${formatPlural(measured.length, 'matured window')}, goal ${goal}; ${formatPlural(missed, 'window')} surely ${better === 'higher' ? 'below' : 'above'} it; ${formatPlural(judged.length - measured.length, 'window')} estimated.`}
      windows={windows}
      axis={axis}
      height={HEIGHT}
      describe={(window) => describe(window, title)}
    >
      {judged
        .filter((one) => one.estimated)
        .map(({ window }) => (
          <rect key={window.from} class="estimated" x={axis.x(window.from)} width={axis.x(window.to) - axis.x(window.from)} y={0} height={HEIGHT} />
        ))}
      <ValueGrid axis={axis} marks={niceSplits(low, high, 4.5).map((value) => ({ y: y(value), text: formatFigure(value).replace(/(\.\d+?)0+$/, '$1') }))} />
      <line class="goal-line" x1={axis.gutter} x2={axis.width - axis.right} y1={y(goal)} y2={y(goal)}>
        <title>{`the goal, ${goal}`}</title>
      </line>
      {runsOf(judged).map((run) => (
        <g key={run[0]?.window.from} class={run[0]?.estimated ? 'quality-estimated' : ''}>
          <path class="quality-band" d={`M${[...run.map((one) => `${x(one)},${y(one.high)}`), ...run.toReversed().map((one) => `${x(one)},${y(one.low)}`)].join('L')}Z`} />
          <path class="quality-line" d={`M${run.map((one) => `${x(one)},${y(one.value)}`).join('L')}`} />
          {run.map((one) => (
            <circle key={one.window.from} class={one.window.quarantined ? 'quality-held' : ''} cx={x(one)} cy={y(one.value)} r={run.length > 80 ? 1.2 : 2.2} />
          ))}
        </g>
      ))}
    </WindowChart>
  );
}

/** Why there is nothing to draw: what has matured had no labels to measure by, and what has not cannot be estimated. */
function whyEmpty(windows: readonly PastWindow[]): string {
  const matured = windows.filter((window) => window.state === 'matured').length;
  const refusal = windows.findLast((window) => window.refusal !== null)?.refusal;
  const measured =
    matured === 0
      ? 'No window has matured yet: labels need their time after it has ended.'
      : `Too few labels came for ${matured === 1 ? 'the window that has' : `the ${matured} windows that have`} matured.`;
  return refusal ? `${measured} It cannot be estimated either: ${refusal.replaceAll('_', ' ')}.` : measured;
}

/** Judged windows that follow each other and are of one sort. */
function runsOf(judged: readonly Judged[]): Judged[][] {
  const runs: Judged[][] = [];
  for (const one of judged) {
    const last = runs.at(-1)?.at(-1);
    if (last && last.window.to === one.window.from && last.estimated === one.estimated) runs.at(-1)?.push(one);
    else runs.push([one]);
  }
  return runs;
}

function describe(window: PastWindow, title: string): readonly TipLine[] {
  const { quality, estimate, refusal } = window;
  if (quality === null && refusal !== null) return [{ label: `${title}, estimated`, value: `not now: ${refusal.replaceAll('_', ' ')}` }];
  if (quality === null)
    return estimate === null ? [] : [{ label: `${title}, estimated`, value: `${formatFigure(estimate.value)}  (${formatFigure(estimate.low)} to ${formatFigure(estimate.high)})` }];
  return [
    { label: title, value: `${formatFigure(quality.value)}${quality.low === null ? '' : `  (${formatFigure(quality.low)} to ${formatFigure(quality.high)})`}` },
    ...(estimate === null ? [] : [{ label: 'was estimated', value: formatFigure(estimate.value) }]),
    { label: 'cost per unit', value: formatFixed(quality.cost, 4) },
    { label: 'mean score minus mean label', value: formatSignedFigure(quality.calibrationGap) },
    { label: 'labelled', value: formatCount(quality.labelled) },
  ];
}
