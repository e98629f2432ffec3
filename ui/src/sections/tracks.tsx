import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Overview } from '../../../src/sdk/overview.ts';
import { DAY, formatDayShort } from '../format-time.ts';
import type { ReleaseNames } from '../release-names.ts';
import { useTheme } from '../theme.ts';
import { createTimeAxis } from '../time-axis.ts';
import type { TimeAxis } from '../time-axis.ts';
import { useWidth } from '../use-width.ts';
import { DriftTrack } from './drift-track.tsx';
import { QualityTrack } from './quality-track.tsx';
import { TimelineTrack } from './timeline-track.tsx';
import type { TrackFocus } from './track-focus.ts';
import { TrackHead } from './track-head.tsx';

interface TracksProps {
  readonly overview: Overview;
  readonly names: ReleaseNames;
  readonly focus: TrackFocus | null;
  readonly onTrial: (rollout: string) => void;
}

/** What happened, how good it was and what changed, one above the other on one axis of event time. */
export function Tracks({ overview, names, focus, onTrial }: TracksProps): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const line = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const axis = useMemo(() => {
    const [from, to] = stretchOf(overview);
    const narrow = width < 640;
    return createTimeAxis(from, to, { width, gutter: narrow ? 92 : 152, right: narrow ? 6 : 12 });
  }, [overview, width]);

  const point = (at: number | null): void => {
    const current = line.current;
    if (!current) return;
    current.hidden = at === null;
    if (at === null) return;
    current.style.transform = `translateX(${Math.round(axis.x(at))}px)`;
    const label = current.firstElementChild;
    if (label) label.textContent = formatDayShort(at);
  };
  const follow = (event: PointerEvent): void => {
    const x = event.clientX - (element.current?.getBoundingClientRect().left ?? 0);
    point(x < axis.gutter || x > width - axis.right ? null : axis.at(x));
  };
  useEffect(() => {
    if (!focus) return;
    point(focus.at);
    element.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [focus, axis]);

  return (
    <section class="tracks" aria-label="Deployment over event time" ref={element} onPointerMove={follow} onPointerLeave={() => point(null)}>
      {width > 0 && (
        <>
          <TrackGrid axis={axis} />
          <TrackHead title="Deployment" />
          <TimeLabels axis={axis} />
          <TimelineTrack overview={overview} names={names} axis={axis} onTrial={onTrial} />
          <QualityTrack overview={overview} names={names} axis={axis} theme={theme} />
          <DriftTrack overview={overview} axis={axis} theme={theme} focus={focus} />
          <TimeLabels axis={axis} />
          <div class="crosshair" ref={line} hidden>
            <span />
          </div>
        </>
      )}
    </section>
  );
}

/** From the first day with traffic to the event time of now; events before it stand at the left edge. */
function stretchOf(overview: Overview): readonly [number, number] {
  const days = [overview.reigns[0]?.from, overview.quality[0]?.day, overview.drift.days[0]].filter((at) => at !== undefined);
  const from = days.length > 0 ? Math.min(...days) : (overview.timeline[0]?.at ?? overview.now - DAY);
  const last = Math.max(overview.quality.at(-1)?.day ?? from, overview.drift.days.at(-1) ?? from) + DAY;
  return [from, Math.max(overview.now, last)];
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

function TrackGrid({ axis }: { readonly axis: TimeAxis }): JSX.Element {
  return (
    <div class="track-grid" aria-hidden="true">
      {axis.ticks.map((tick) => (
        <i key={tick.at} style={{ left: `${Math.round(axis.x(tick.at))}px` }} />
      ))}
    </div>
  );
}
