import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Overview } from '../../src/sdk/overview.ts';
import { pollOverview } from './poll-overview.ts';
import type { Poll, Reading } from './poll-overview.ts';
import { go, NEWEST, useRoute } from './route.ts';
import type { Route } from './route.ts';
import { onLocked } from './ask.ts';
import { SignIn } from './sections/sign-in.tsx';
import { DataPage } from './data/data-page.tsx';
import { ComparePage } from './compare/compare-page.tsx';
import { RunPage } from './run/run-page.tsx';
import { RunsPage } from './runs/runs-page.tsx';
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
import { WatchPage } from './watch/watch-page.tsx';
import { createTipDesk, TipContext, TipLayer } from './tip.tsx';

interface AppProps {
  /** Where the overview is. */
  readonly url: string;
}

/** Shows the page that the address names. */
export function App({ url }: AppProps): JSX.Element {
  const route = useRoute();
  const tips = useMemo(createTipDesk, []);
  const [project, setProject] = useState<string | null>(null);
  const [locked, setLocked] = useState(false);
  useEffect(() => onLocked(() => setLocked(true)), []);
  // The first page tells by itself; whoever follows a link to another one of a project is told here. A server that keeps experiments alone has no overview to ask for.
  const asks = project === null && !locked && (route.page === 'findings' || route.page === 'data');
  useEffect(() => {
    if (!asks) return undefined;
    const poll = pollOverview(url, ({ overview, problem }) => {
      if (overview) setProject(overview.project);
      if (overview || problem?.missing) poll.stop();
    });
    return () => poll.stop();
  }, [asks, url]);
  return (
    <TipContext.Provider value={tips}>
      {locked ? <SignIn onDone={() => setLocked(false)} /> : <Page route={route} url={url} project={project} onProject={setProject} />}
      <TipLayer />
    </TipContext.Provider>
  );
}

interface PageProps extends AppProps {
  readonly route: Route;
  readonly project: string | null;
  readonly onProject: (project: string) => void;
}

function Page({ route, url, project, onProject }: PageProps): JSX.Element {
  switch (route.page) {
    case 'overview':
      return <OverviewPage url={url} onProject={onProject} />;
    case 'findings':
      return <WatchPage finding={route.finding} cell={route.cell} project={project} />;
    case 'data':
      return <DataPage question={route.question} project={project} />;
    case 'runs':
      return <RunsPage question={route.question} project={project} />;
    case 'run':
      return <RunPage key={route.run} run={route.run} tab={route.tab} project={project} />;
    case 'compare':
      return <ComparePage runs={route.runs} project={project} />;
  }
}

/** The first page: reads the overview at `url` again and again, and shows it. A server without a project has runs only. */
function OverviewPage({ url, onProject }: AppProps & Pick<PageProps, 'onProject'>): JSX.Element {
  const [reading, setReading] = useState<Reading>({ overview: null, problem: null, readAt: null });
  const poll = useRef<Poll | null>(null);
  useEffect(() => {
    poll.current = pollOverview(url, setReading);
    return () => poll.current?.stop();
  }, [url]);
  const { overview, problem } = reading;
  useEffect(() => {
    if (!overview) return;
    document.title = `${overview.project} · Capstan`;
    onProject(overview.project);
  }, [overview, onProject]);
  useEffect(() => {
    if (problem?.missing) go({ page: 'runs', question: NEWEST }, 'replace');
  }, [problem]);
  const retry = (): void => poll.current?.refresh();
  return (
    <>
      {problem && overview && <ProblemNote problem={problem} readAt={reading.readAt} onRetry={retry} />}
      {overview ? <Life overview={overview} stale={problem !== null} /> : problem ? <ProblemPage problem={problem} onRetry={retry} /> : <Loading />}
    </>
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
