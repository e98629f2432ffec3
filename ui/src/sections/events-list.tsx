import type { JSX } from 'preact';
import type { Overview } from '../../../src/sdk/overview.ts';
import { EventIcon } from '../charts/event-icon.tsx';
import { formatDayShort } from '../format-time.ts';
import { releaseColour } from '../release-names.ts';
import type { ReleaseNames } from '../release-names.ts';
import type { TrackFocus } from './track-focus.ts';

interface EventsListProps {
  readonly timeline: Overview['timeline'];
  readonly names: ReleaseNames;
  readonly onFocus: (focus: TrackFocus) => void;
}

/** What is drawn is enough for the eye; more of it only makes the page slow. */
const MOST = 100;

/** The timeline in words, the latest first. */
export function EventsList({ timeline, names, onFocus }: EventsListProps): JSX.Element | null {
  if (timeline.length === 0) return null;
  return (
    <section class="events" aria-labelledby="events-title">
      <h2 id="events-title">Latest</h2>
      <ol>
        {timeline
          .slice(-MOST)
          .toReversed()
          .map((event) => (
            <li
              key={`${event.kind}${event.at}${event.title}`}
              class={`event mark-${event.kind}`}
              style={event.release === undefined ? {} : { '--of': releaseColour(names(event.release)) }}
            >
              <EventIcon kind={event.kind} size={13} />
              <span title={event.detail}>{event.title}</span>
              <button type="button" class="link" onClick={() => onFocus({ at: event.at, column: '' })} title="Show the day on the axis">
                {formatDayShort(event.at)}
              </button>
            </li>
          ))}
      </ol>
    </section>
  );
}
