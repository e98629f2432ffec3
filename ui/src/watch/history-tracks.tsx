import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Diagnosis, WindowHistory } from '../../../src/sdk/watch.ts';
import type { CellName } from '../route.ts';
import { titleOf } from '../quality-series.ts';
import { TrackHead } from '../sections/track-head.tsx';
import { useTheme } from '../theme.ts';
import { createTimeAxis } from '../time-axis.ts';
import type { TimeAxis } from '../time-axis.ts';
import { useWidth } from '../use-width.ts';
import { ClassTable } from './class-table.tsx';
import { DistributionPanel } from './distribution-panel.tsx';
import { DriftMap } from './drift-map.tsx';
import { QualityBand } from './quality-band.tsx';
import { VolumeBars } from './volume-bars.tsx';

interface HistoryTracksProps {
  readonly history: WindowHistory;
  readonly diagnoses: readonly Diagnosis[];
  /** The cell whose distribution is shown. */
  readonly shown: CellName | null;
  readonly onPick: (cell: CellName) => void;
}

/** One column of one window in full; volumes, quality and drift of all of them over event time. */
export function HistoryTracks({ history, diagnoses, shown, onPick }: HistoryTracksProps): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const theme = useTheme();
  const { windows } = history;
  const axis = useMemo(() => {
    const narrow = width < 560;
    return createTimeAxis(windows[0]?.from ?? 0, windows.at(-1)?.to ?? 0, { width, gutter: narrow ? 92 : 132, right: narrow ? 6 : 12 });
  }, [windows, width]);
  const drawn = { history, axis };
  return (
    <section class="watch-tracks" aria-label="Windows" ref={element}>
      {shown && <DistributionPanel cell={shown} />}
      {width > 0 && windows.length > 0 && (
        <>
          <TrackHead title="Volume">
            <ul class="legend">
              <li>
                <i class="key-square key-answered" /> answered
              </li>
              <li>
                <i class="key-square key-flagged" /> flagged
              </li>
              <li>
                <i class="key-square key-refused" /> refused
              </li>
              <li>
                <i class="key-square key-provisional" /> provisional: labels still come
              </li>
            </ul>
          </TrackHead>
          <VolumeBars {...drawn} />
          <TrackHead title="Quality">
            <ul class="legend">
              <li>
                <i class="key-line" /> {titleOf(history.metric)}, 95 % interval
              </li>
              <li>
                <i class="key-square key-estimated" /> estimated, before labels
              </li>
              <li>
                <i class="key-line key-goal" /> goal {history.metric.better === 'higher' ? '≥' : '≤'} {history.metric.goal}
              </li>
            </ul>
          </TrackHead>
          <QualityBand {...drawn} />
          {history.classes && <ClassTable classes={history.classes} />}
          <DriftMap {...drawn} diagnoses={diagnoses} theme={theme} shown={shown} onPick={onPick} />
          <TimeLabels axis={axis} />
        </>
      )}
    </section>
  );
}

function TimeLabels({ axis }: { readonly axis: TimeAxis }): JSX.Element {
  return (
    <div class="time-labels" aria-hidden="true">
      {axis.ticks.map((tick) => (
        <span key={tick.at} style={{ left: `${axis.x(tick.at)}px` }}>
          {tick.text}
        </span>
      ))}
    </div>
  );
}
