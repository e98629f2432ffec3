import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TrialChart } from '../../../src/sdk/overview.ts';
import { Plot } from '../charts/plot.tsx';
import { formatCount, formatEvidence, formatSigned } from '../format-number.ts';
import { formatDayLong } from '../format-time.ts';
import { releaseColour } from '../release-names.ts';
import type { ReleaseName } from '../release-names.ts';
import type { Theme } from '../theme.ts';
import { createTimeAxis } from '../time-axis.ts';
import type { TipContent } from '../tip.tsx';
import { effectOptions, evidenceOptions, hasFutility, stageData } from './stage-options.ts';

interface StagePlotsProps {
  readonly chart: TrialChart;
  readonly release: ReleaseName;
  readonly stretch: readonly [number, number];
  readonly width: number;
  readonly theme: Theme;
}

/** The evidence on a log scale under its thresholds, and below it the effect with its interval. */
export function StagePlots({ chart, release, stretch, width, theme }: StagePlotsProps): JSX.Element {
  const [from, to] = stretch;
  const drawing = useMemo(() => {
    const axis = createTimeAxis(from, Math.max(to, chart.points.at(-1)?.at ?? to), { width, gutter: 48, right: 10 });
    const parts = { chart, axis, theme, colour: theme.releases[release.colour] ?? theme.ink };
    const data = stageData(chart, from);
    return { evidence: evidenceOptions(parts), effect: effectOptions(parts), ...data };
  }, [chart, from, to, width, theme, release.colour]);
  const offset = drawing.evidenceData[0].length - chart.points.length;
  const describe = (index: number): TipContent | null => describePoint(chart.points[index - offset], { chart, release });
  const describeEffect = (index: number): TipContent | null => describePoint(chart.points[index], { chart, release });
  const last = chart.points.at(-1);
  return (
    <>
      <p class="plot-title">
        evidence, e-value <i class="key-line" style={{ '--of': releaseColour(release) }} /> for {release.name}{' '}
        {hasFutility(chart) && (
          <>
            <i class="key-line key-against" /> that it is not worth it
          </>
        )}
      </p>
      <Plot
        label={`Evidence for ${release.name} day by day: ${formatEvidence(last?.e ?? 1)} now, decides at ${formatEvidence(chart.threshold)}.`}
        width={width}
        height={148}
        data={drawing.evidenceData}
        options={drawing.evidence}
        describe={describe}
      />
      <p class="plot-title">cost saved per unit, interval valid at any time</p>
      <Plot
        label={`Cost saved per unit: ${formatSigned(chart.effect, 4)}, from ${formatSigned(chart.low)} to ${formatSigned(chart.high)}.`}
        width={width}
        height={104}
        data={drawing.effectData}
        options={drawing.effect}
        describe={describeEffect}
      />
    </>
  );
}

function describePoint(point: TrialChart['points'][number] | undefined, { chart, release }: Pick<StagePlotsProps, 'chart' | 'release'>): TipContent | null {
  if (!point) return null;
  return {
    title: formatDayLong(point.at),
    lines: [
      { label: `evidence for ${release.name}`, value: `${formatEvidence(point.e)} of ${formatEvidence(chart.threshold)}`, colour: releaseColour(release) },
      ...(hasFutility(chart) ? [{ label: 'not worth it', value: `${formatEvidence(point.futilityE)} of ${formatEvidence(chart.futility)}`, colour: 'var(--ink-3)' }] : []),
      { label: 'saved per unit', value: `${formatSigned(point.effect, 4)}  (${formatSigned(point.low)} to ${formatSigned(point.high)})` },
      { label: 'units', value: formatCount(point.units) },
    ],
  };
}
