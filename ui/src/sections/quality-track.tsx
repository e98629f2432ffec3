import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Overview } from '../../../src/sdk/overview.ts';
import { Plot } from '../charts/plot.tsx';
import { formatCount, formatFigure, formatFixed, formatPlural } from '../format-number.ts';
import { formatDayLong } from '../format-time.ts';
import { lastMatured, meanOver, measuresOf, QUALITY_MEASURES, titleOf } from '../quality-series.ts';
import type { QualityMeasure } from '../quality-series.ts';
import { releaseColour } from '../release-names.ts';
import type { ReleaseNames } from '../release-names.ts';
import type { Theme } from '../theme.ts';
import type { TimeAxis } from '../time-axis.ts';
import type { TipContent } from '../tip.tsx';
import { MEAN_DAYS, qualityData, qualityOptions } from './quality-options.ts';
import { TrackHead } from './track-head.tsx';

interface QualityTrackProps {
  readonly overview: Overview;
  readonly names: ReleaseNames;
  readonly axis: TimeAxis;
  readonly theme: Theme;
}

/** The living model beside the first one, which was never retrained, day by day. */
export function QualityTrack({ overview, names, axis, theme }: QualityTrackProps): JSX.Element {
  const [measure, setMeasure] = useState<QualityMeasure>('quality');
  const { quality } = overview;
  const measures = measuresOf(overview.metric);
  const data = useMemo(() => qualityData(overview, measure), [overview, measure]);
  const options = useMemo(() => qualityOptions({ overview, names, axis, theme, measure }), [overview, names, axis, theme, measure]);
  const texts = measures[measure];
  const [first] = overview.releases;
  const describe = (index: number): TipContent | null => describeDay(index, { overview, names });
  const matured = lastMatured(quality, 14);
  const summary = `${texts.long}: ${texts.format(meanOver(matured, 'champion', measure))} for the living model over the last ${formatPlural(matured.length, 'matured day')}, ${texts.format(meanOver(matured, 'baseline', measure))} for the first one, never retrained.`;
  return (
    <>
      <TrackHead title="Quality">
        <div class="switch" role="radiogroup" aria-label="Measure of quality">
          {QUALITY_MEASURES.map((name) => (
            <label key={name} class={name === measure ? 'switch-on' : ''}>
              <input type="radio" name="measure" value={name} checked={name === measure} onChange={() => setMeasure(name)} />
              {measures[name].short}
            </label>
          ))}
        </div>
        <ul class="legend">
          <li>
            <i class="key-line" /> champion, mean of {MEAN_DAYS} days
          </li>
          <li>
            <i class="key-dot" /> one day{measure === 'quality' ? ', 95 % interval' : ''}
          </li>
          {first && (
            <li>
              <i class="key-dash" style={{ '--of': releaseColour(names(first.id)) }} /> {first.name} never retrained
            </li>
          )}
          {quality.some((day) => day.quarantined) && (
            <li>
              <i class="key-hatch" /> quarantined
            </li>
          )}
        </ul>
      </TrackHead>
      {quality.length > 0 ? (
        <Plot label={summary} width={axis.width} height={164} data={data} options={options} describe={describe} />
      ) : (
        <p class="track-empty">No day has matured yet: labels need their time after a day has ended.</p>
      )}
    </>
  );
}

/** Both models on one day, in all three measures. */
function describeDay(index: number, { overview, names }: Pick<QualityTrackProps, 'overview' | 'names'>): TipContent | null {
  const day = overview.quality[index];
  if (!day) return null;
  const reign = overview.reigns.findLast((entry) => entry.from <= day.day);
  const [first] = overview.releases;
  const { champion, baseline } = day;
  const champions = reign ? names(reign.release) : null;
  const title = titleOf(overview.metric);
  const { gap } = measuresOf(overview.metric);
  return {
    title: formatDayLong(day.day),
    lines: [
      ...(champion
        ? [
            {
              label: `${title} ${champions?.name ?? ''}`,
              value: `${formatFigure(champion.value)}${champion.low === null ? '' : `  (${formatFigure(champion.low)} to ${formatFigure(champion.high)})`}`,
              ...(champions ? { colour: releaseColour(champions) } : {}),
            },
          ]
        : []),
      ...(baseline && first ? [{ label: `${title} ${first.name}, never retrained`, value: formatFigure(baseline.value), colour: releaseColour(names(first.id)) }] : []),
      ...(champion
        ? [
            { label: 'cost per unit', value: `${formatFixed(champion.cost)}${baseline ? `  (${formatFixed(baseline.cost)})` : ''}` },
            { label: gap.short.toLowerCase(), value: `${gap.format(champion.calibrationGap)}${baseline ? `  (${gap.format(baseline.calibrationGap)})` : ''}` },
            { label: 'units', value: formatCount(champion.units) },
          ]
        : []),
    ],
    notes: [...(day.quarantined ? ['Quarantined: kept out of training and of trials.'] : []), ...(day.provisional ? ['Provisional: labels are still arriving.'] : [])],
  };
}
