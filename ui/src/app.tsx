import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Overview } from '../../src/sdk/overview.ts';
import { pollOverview } from './poll-overview.ts';
import type { Poll, Reading } from './poll-overview.ts';
import { createReleaseNames } from './release-names.ts';
import { EventsList } from './sections/events-list.tsx';
import { FindingsList } from './sections/findings-list.tsx';
import { FirstSteps } from './sections/first-steps.tsx';
import { LifeCycle } from './sections/life-cycle.tsx';
import { PageHeader } from './sections/page-header.tsx';
import { ProblemNote, ProblemPage } from './sections/problem.tsx';
import { TotalsStrip } from './sections/totals-strip.tsx';
import type { TrackFocus } from './sections/track-focus.ts';
import { Tracks } from './sections/tracks.tsx';
import { TrialsSection } from './sections/trials-section.tsx';
import { createTipDesk, TipContext, TipLayer } from './tip.tsx';

/** The first page: reads the overview at `url` again and again, and shows it. */
export function App({ url }: { readonly url: string }): JSX.Element {
  const [reading, setReading] = useState<Reading>({ overview: null, problem: null, readAt: null });
  const poll = useRef<Poll | null>(null);
  const tips = useMemo(createTipDesk, []);
  useEffect(() => {
    poll.current = pollOverview(url, setReading);
    return () => poll.current?.stop();
  }, [url]);
  const { overview, problem } = reading;
  useEffect(() => {
    if (overview) document.title = `${overview.project} · Capstan`;
  }, [overview]);
  const retry = (): void => poll.current?.refresh();
  return (
    <TipContext.Provider value={tips}>
      {problem && overview && <ProblemNote problem={problem} readAt={reading.readAt} onRetry={retry} />}
      {overview ? <Life overview={overview} stale={problem !== null} /> : problem ? <ProblemPage problem={problem} onRetry={retry} /> : <Loading />}
      <TipLayer />
    </TipContext.Provider>
  );
}

function Life({ overview, stale }: { readonly overview: Overview; readonly stale: boolean }): JSX.Element {
  const names = useMemo(() => createReleaseNames(overview.releases), [overview.releases]);
  const [focus, setFocus] = useState<TrackFocus | null>(null);
  const [trial, setTrial] = useState<string | null>(null);
  const begun = overview.quality.length > 0 || overview.timeline.length > 0 || overview.drift.days.length > 0;
  return (
    <>
      <PageHeader overview={overview} names={names} stale={stale} />
      <main>
        <LifeCycle stages={overview.stages} />
        {begun ? (
          <>
            <TotalsStrip totals={overview.totals} />
            <div class="middle">
              <Tracks overview={overview} names={names} focus={focus} onTrial={setTrial} />
              <FindingsList findings={overview.findings} onFocus={setFocus}>
                <EventsList timeline={overview.timeline} names={names} onFocus={setFocus} />
              </FindingsList>
            </div>
            <TrialsSection trials={overview.trials} names={names} now={overview.now} chosen={trial} onChoose={setTrial} />
          </>
        ) : (
          <FirstSteps />
        )}
      </main>
    </>
  );
}

function Loading(): JSX.Element {
  return (
    <main class="loading" aria-busy="true">
      <p class="unseen">Reading the overview…</p>
      <div class="bone bone-title" />
      <div class="bone bone-line" />
      <div class="bone bone-strip" />
      <div class="bone bone-chart" />
    </main>
  );
}
