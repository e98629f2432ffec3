import type { JSX } from 'preact';
import type { TrialOverview } from '../../../src/sdk/overview.ts';
import { stepIndex } from '../charts/plot.tsx';
import { DAY, formatDays, formatDayShort } from '../format-time.ts';
import type { ReleaseNames } from '../release-names.ts';
import { ReleaseChip } from './release-chip.tsx';
import { TrialPanel } from './trial-panel.tsx';
import { endOf, toneOf } from './trial-words.ts';

interface TrialsSectionProps {
  readonly trials: readonly TrialOverview[];
  readonly names: ReleaseNames;
  readonly now: number;
  /** The rollout that the reader chose; otherwise the one that runs, or the last. */
  readonly chosen: string | null;
  readonly onChoose: (rollout: string) => void;
}

/** The chip beside a title says the release's name already. */
const withoutName = (title: string, name: string): string => (title.startsWith(name) ? title.slice(name.length).replace(/^:? /, '') : title);

/** Every challenger's way: pick one to see its evidence. */
export function TrialsSection({ trials, names, now, chosen, onChoose }: TrialsSectionProps): JSX.Element {
  const newest = trials.toReversed();
  const trial = trials.find((entry) => entry.rollout === chosen) ?? newest.find((entry) => entry.endedAt === null) ?? newest[0];
  const press = (event: KeyboardEvent & { currentTarget: HTMLElement }): void => {
    const key = event.key === 'ArrowUp' ? 'ArrowLeft' : event.key === 'ArrowDown' ? 'ArrowRight' : event.key;
    const next = stepIndex(key, trial ? newest.indexOf(trial) : 0, newest.length - 1);
    const to = next === null ? undefined : newest[next];
    if (!to || next === null) return;
    event.preventDefault();
    onChoose(to.rollout);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <section class="trials" aria-labelledby="trials-title">
      <div class="track-head">
        <h2 id="trials-title">Trials</h2>
        <span class="faint">every new release against the champion of its time</span>
      </div>
      {trial ? (
        <div class="trials-body">
          <div class="trial-list" role="tablist" aria-label="Trials" aria-orientation="vertical" onKeyDown={press}>
            {newest.map((entry) => (
              <button
                key={entry.rollout}
                type="button"
                role="tab"
                id={`tab-${entry.rollout}`}
                aria-selected={entry === trial}
                aria-controls="trial-panel"
                tabIndex={entry === trial ? 0 : -1}
                onClick={() => onChoose(entry.rollout)}
              >
                <ReleaseChip release={names(entry.release)} />
                <span class="trial-title">{withoutName(entry.title, names(entry.release).name)}</span>
                <span class={`state state-${toneOf(entry.state)}`}>{endOf(entry.state)}</span>
                <span class="faint trial-days">
                  {entry.endedAt === null ? `since ${formatDayShort(entry.startedAt)}` : formatDays(entry.startedAt, Math.max(entry.startedAt, entry.endedAt - DAY))}
                </span>
              </button>
            ))}
          </div>
          <TrialPanel trial={trial} release={names(trial.release)} now={now} />
        </div>
      ) : (
        <p class="track-empty">Nothing has been tried against the champion yet. A retrained model is, as soon as it passes the gate.</p>
      )}
    </section>
  );
}
