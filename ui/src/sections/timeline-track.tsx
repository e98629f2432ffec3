import type { ComponentChildren, JSX } from 'preact';
import type { Overview, Reign, TrialOverview } from '../../../src/sdk/overview.ts';
import { EventIcon, TIMELINE_WORDS } from '../charts/event-icon.tsx';
import { stepIndex } from '../charts/plot.tsx';
import { formatDayLong, formatDayShort, formatLength, formatMoment } from '../format-time.ts';
import { releaseColour } from '../release-names.ts';
import type { ReleaseNames } from '../release-names.ts';
import type { TimeAxis } from '../time-axis.ts';
import { useTips } from '../tip.tsx';
import type { TipContent } from '../tip.tsx';
import { LANES, marksOf } from './timeline-marks.ts';
import type { Lane, Mark } from './timeline-marks.ts';
import { endOf } from './trial-words.ts';

interface TimelineTrackProps {
  readonly overview: Overview;
  readonly names: ReleaseNames;
  readonly axis: TimeAxis;
  readonly onTrial: (rollout: string) => void;
}

const LANE_NAMES: Readonly<Record<Lane, string>> = { trials: 'Trials', releases: 'Training', alerts: 'Alerts' };
const APART = 15;

/** Who was champion when, and what happened: trials, training and alerts, each in its lane. */
export function TimelineTrack({ overview, names, axis, onTrial }: TimelineTrackProps): JSX.Element {
  return (
    <div class="timeline">
      <LaneRow name="Champion">
        {overview.reigns.map((reign, index) => (
          <ReignBand key={reign.from} reign={reign} first={index === 0} names={names} axis={axis} now={overview.now} />
        ))}
      </LaneRow>
      {LANES.map((lane) => (
        <LaneRow key={lane} name={LANE_NAMES[lane]}>
          {lane === 'trials' && overview.trials.map((trial) => <TrialBar key={trial.rollout} trial={trial} names={names} axis={axis} now={overview.now} onTrial={onTrial} />)}
          {marksOf(overview.timeline, lane, { axis, apart: APART }).map((mark, index) => (
            <MarkButton
              key={`${mark.leading.kind}${mark.leading.at}`}
              mark={mark}
              first={index === 0}
              names={names}
              onPress={() => {
                const trial = lane === 'trials' && overview.trials.findLast((entry) => entry.release === mark.leading.release && entry.startedAt <= mark.leading.at);
                if (trial) onTrial(trial.rollout);
              }}
            />
          ))}
        </LaneRow>
      ))}
    </div>
  );
}

/** One lane: a single stop for the tabulator, arrow keys walk along it. */
function LaneRow({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')].sort((a, b) => a.offsetLeft - b.offsetLeft);
    const next = stepIndex(event.key, stops.indexOf(document.activeElement as HTMLElement), stops.length - 1);
    const stop = next === null ? undefined : stops[next];
    if (!stop) return;
    event.preventDefault();
    for (const other of stops) other.tabIndex = other === stop ? 0 : -1;
    stop.focus();
  };
  return (
    <div class="lane" role="toolbar" aria-label={name} onKeyDown={press}>
      <span class="lane-name" aria-hidden="true">
        {name}
      </span>
      {children}
    </div>
  );
}

interface StopProps {
  readonly class: string;
  readonly label: string;
  readonly tip: TipContent;
  readonly first: boolean;
  readonly style: Record<string, string>;
  readonly onPress?: () => void;
  readonly children?: ComponentChildren;
}

/** Something on the timeline that tells about itself when it is pointed at, pressed, or reached by keyboard. */
function Stop({ class: name, label, tip, first, style, onPress, children }: StopProps): JSX.Element {
  const tips = useTips();
  const show = (event: Event & { readonly currentTarget: HTMLButtonElement }, spoken: boolean): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const pointed = event instanceof PointerEvent ? event.clientX : box.left + Math.min(box.width, 60) / 2;
    tips.show({ content: tip, x: pointed, y: box.top, spoken });
  };
  return (
    <button
      type="button"
      data-stop
      class={name}
      style={style}
      aria-label={label}
      tabIndex={first ? 0 : -1}
      onPointerMove={(event) => show(event, false)}
      onPointerLeave={(event) => event.currentTarget !== document.activeElement && tips.hide()}
      onFocus={(event) => show(event, false)}
      onBlur={tips.hide}
      onClick={(event) => {
        event.currentTarget.focus();
        onPress?.();
      }}
    >
      {children}
    </button>
  );
}

interface Placed {
  readonly names: ReleaseNames;
  readonly axis: TimeAxis;
  readonly now: number;
}

const stretch = (axis: TimeAxis, from: number, to: number): Record<string, string> => ({
  left: `${axis.x(from)}px`,
  width: `${Math.max(2, axis.x(to) - axis.x(from))}px`,
});

function ReignBand({ reign, first, names, axis, now }: Placed & { readonly reign: Reign; readonly first: boolean }): JSX.Element {
  const release = names(reign.release);
  const to = reign.to ?? now;
  const place = stretch(axis, reign.from, to);
  const days = `${formatDayLong(reign.from)} to ${reign.to === null ? 'now' : formatDayLong(to)}`;
  return (
    <Stop
      class="reign"
      label={`${release.name} champion from ${days}`}
      first={first}
      style={{ ...place, '--of': releaseColour(release) }}
      tip={{
        title: `${release.name} is champion`,
        lines: [
          { label: 'from', value: formatDayLong(reign.from) },
          { label: 'to', value: reign.to === null ? 'now' : formatDayLong(to) },
          { label: 'length', value: formatLength(to - reign.from) },
        ],
        notes: release.brief ? [release.brief.note] : [],
      }}
    >
      <span>{release.name}</span>
    </Stop>
  );
}

function TrialBar({ trial, names, axis, now, onTrial }: Placed & { readonly trial: TrialOverview; readonly onTrial: (rollout: string) => void }): JSX.Element {
  const release = names(trial.release);
  const end = trial.endedAt ?? now;
  const liveFrom = trial.live ? (trial.live.shares[0]?.at ?? (trial.shadow ? trial.shadow.points.at(-1)?.at : trial.startedAt) ?? trial.startedAt) : end;
  const shadowPart = ((liveFrom - trial.startedAt) / Math.max(1, end - trial.startedAt)) * 100;
  return (
    <Stop
      class="trial-bar"
      label={`Trial of ${release.name}: ${endOf(trial.state)}, ${formatDayShort(trial.startedAt)} to ${trial.endedAt === null ? 'now' : formatDayShort(end)}`}
      first={false}
      style={{ ...stretch(axis, trial.startedAt, end), '--of': releaseColour(release), '--part': `${shadowPart.toFixed(1)}%` }}
      onPress={() => onTrial(trial.rollout)}
      tip={{
        title: `Trial: ${trial.title}`,
        lines: [
          ...(trial.shadow ? [{ label: 'shadow', value: formatLength(liveFrom - trial.startedAt) }] : []),
          ...(trial.live ? [{ label: 'live', value: formatLength(end - liveFrom) }] : []),
          { label: 'state', value: endOf(trial.state) },
        ],
        notes: [trial.why],
      }}
    />
  );
}

interface MarkButtonProps {
  readonly mark: Mark;
  readonly first: boolean;
  readonly names: ReleaseNames;
  readonly onPress: () => void;
}

function MarkButton({ mark, first, names, onPress }: MarkButtonProps): JSX.Element {
  const { leading, events } = mark;
  const release = leading.release === undefined ? null : names(leading.release);
  const [only] = events.length === 1 ? events : [];
  const tip: TipContent = only
    ? { title: only.title, lines: [{ label: TIMELINE_WORDS[only.kind], value: formatMoment(only.at) }], notes: only.detail ? [only.detail] : [] }
    : {
        title: `${events.length} events`,
        lines: events.slice(0, 6).map((event) => ({ label: event.title, value: formatDayShort(event.at) })),
        notes: [leading.detail, ...(events.length > 6 ? [`and ${events.length - 6} more`] : [])].filter(Boolean),
      };
  return (
    <Stop
      class={`mark mark-${leading.kind}`}
      label={events.map((event) => `${event.title}, ${formatDayShort(event.at)}`).join('; ')}
      first={first}
      style={{ left: `${mark.x}px`, ...(release ? { '--of': releaseColour(release) } : {}) }}
      tip={tip}
      onPress={onPress}
    >
      <EventIcon kind={leading.kind} size={14} />
      {events.length > 1 && <span class="mark-count">{events.length}</span>}
    </Stop>
  );
}
