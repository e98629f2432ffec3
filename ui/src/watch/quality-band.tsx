import type { JSX } from 'preact';
import type { PastWindow, WindowHistory } from '../../../src/sdk/watch.ts';
import { formatCount, formatFixed, formatPlural, formatSigned } from '../format-number.ts';
import type { TimeAxis } from '../time-axis.ts';
import type { TipLine } from '../tip.tsx';
import { ValueGrid, WindowChart } from './window-chart.tsx';

const HEIGHT = 132;
const EDGE = 8;

/** A window's quality: measured, or estimated while labels have not come. */
interface Judged {
  readonly window: PastWindow;
  readonly auc: number;
  readonly low: number;
  readonly high: number;
  readonly estimated: boolean;
}

function judge(window: PastWindow): Judged | null {
  const { quality, estimate } = window;
  if (quality !== null && quality.auc !== null) return { window, auc: quality.auc, low: quality.low ?? quality.auc, high: quality.high ?? quality.auc, estimated: false };
  return estimate === null ? null : { window, ...estimate, estimated: true };
}

/** The champion's AUC with its interval, window by window; where labels have not come, what it is estimated to be, shaded. */
export function QualityBand({ history: { windows, goal }, axis }: { readonly history: WindowHistory; readonly axis: TimeAxis }): JSX.Element {
  const judged = windows.map(judge).filter((one) => one !== null);
  if (judged.length === 0) return <p class="track-empty">No window has matured yet: labels need their time after it has ended.</p>;
  const low = Math.min(goal, ...judged.map((one) => one.low));
  const high = Math.max(goal, ...judged.map((one) => one.high));
  const y = (value: number): number => EDGE + ((high - value) / Math.max(1e-9, high - low)) * (HEIGHT - 2 * EDGE);
  const x = ({ window }: Judged): number => (axis.x(window.from) + axis.x(window.to)) / 2;
  const measured = judged.filter((one) => !one.estimated);
  const below = measured.filter((one) => one.high < goal).length;
  return (
    <WindowChart
      label={`AUC of ${formatPlural(measured.length, 'matured window')}, goal ${goal}; ${formatPlural(below, 'window')} surely below it; ${formatPlural(judged.length - measured.length, 'window')} estimated.`}
      windows={windows}
      axis={axis}
      height={HEIGHT}
      describe={describe}
    >
      {judged
        .filter((one) => one.estimated)
        .map(({ window }) => (
          <rect key={window.from} class="estimated" x={axis.x(window.from)} width={axis.x(window.to) - axis.x(window.from)} y={0} height={HEIGHT} />
        ))}
      <ValueGrid axis={axis} marks={marksOf(low, high).map((value) => ({ y: y(value), text: value.toFixed(2) }))} />
      <line class="goal-line" x1={axis.gutter} x2={axis.width - axis.right} y1={y(goal)} y2={y(goal)} />
      {runsOf(judged).map((run) => (
        <g key={run[0]?.window.from} class={run[0]?.estimated ? 'quality-estimated' : ''}>
          <path class="quality-band" d={`M${[...run.map((one) => `${x(one)},${y(one.high)}`), ...run.toReversed().map((one) => `${x(one)},${y(one.low)}`)].join('L')}Z`} />
          <path class="quality-line" d={`M${run.map((one) => `${x(one)},${y(one.auc)}`).join('L')}`} />
          {run.map((one) => (
            <circle key={one.window.from} class={one.window.quarantined ? 'quality-held' : ''} cx={x(one)} cy={y(one.auc)} r={run.length > 80 ? 1.2 : 2.2} />
          ))}
        </g>
      ))}
    </WindowChart>
  );
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

function marksOf(low: number, high: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((size) => (high - low) / size <= 4.5) ?? 0.25;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => Number(((first + i) * step).toFixed(4)));
}

function describe(window: PastWindow): readonly TipLine[] {
  const { quality, estimate, refusal } = window;
  if (quality === null && refusal !== null) return [{ label: 'AUC, estimated', value: `not now: ${refusal.replaceAll('_', ' ')}` }];
  if (quality === null)
    return estimate === null ? [] : [{ label: 'AUC, estimated', value: `${formatFixed(estimate.auc)}  (${formatFixed(estimate.low)} to ${formatFixed(estimate.high)})` }];
  return [
    { label: 'AUC', value: `${formatFixed(quality.auc)}${quality.low === null ? '' : `  (${formatFixed(quality.low)} to ${formatFixed(quality.high)})`}` },
    ...(estimate === null ? [] : [{ label: 'was estimated', value: formatFixed(estimate.auc) }]),
    { label: 'cost per unit', value: formatFixed(quality.cost, 4) },
    { label: 'calibration gap', value: formatSigned(quality.calibrationGap) },
    { label: 'labelled', value: formatCount(quality.labelled) },
  ];
}
