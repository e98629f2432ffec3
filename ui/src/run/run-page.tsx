import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RunView } from '../../../src/sdk/tracking.ts';
import { CurveChart, PLAIN } from '../compare/curve-chart.tsx';
import { CurveControls } from '../compare/curve-controls.tsx';
import { useCurves } from '../compare/use-curves.ts';
import { formatDuration } from '../format-run.ts';
import { formatMoment } from '../format-time.ts';
import { hrefOf, NEWEST, RUN_TABS } from '../route.ts';
import type { RunTab } from '../route.ts';
import { canvasColour } from '../run-colours.ts';
import { RunStatus } from '../runs/run-status.tsx';
import { TopBar } from '../sections/top-bar.tsx';
import { useTheme } from '../theme.ts';
import { ArtifactsPanel } from './artifacts-panel.tsx';
import { CodePanel } from './code-panel.tsx';
import { DiagnosesPanel, isDiagnosed } from './diagnoses-panel.tsx';
import { RunFacts } from './run-facts.tsx';
import { useRunViews } from './use-run-views.ts';

/** One run: what went in, what was measured, what came out. */
export function RunPage({ run: id, tab, project }: { readonly run: string; readonly tab: RunTab; readonly project: string | null }): JSX.Element {
  const ids = useMemo(() => [id], [id]);
  const { runs, problem, loading } = useRunViews(ids);
  const run = runs[0];
  useEffect(() => {
    document.title = `${run?.name ?? id} · Capstan`;
  }, [run?.name, id]);
  return (
    <>
      <TopBar page="run" project={project} hasData={run?.datasets.some((dataset) => dataset.version !== null) ?? false} />
      <main class="run-page">
        {problem && (
          <p role="alert" class="search-problem">
            <strong>{problem.title}</strong> {problem.remedy}
          </p>
        )}
        {run ? <Whole run={run} tab={tab} /> : loading && <p class="unseen">Reading the run…</p>}
      </main>
    </>
  );
}

const TITLES: Readonly<Record<RunTab, string>> = { overview: 'Overview', curves: 'Curves', diagnoses: 'Diagnoses', artifacts: 'Artifacts', code: 'Code' };

function Whole({ run, tab }: { readonly run: RunView; readonly tab: RunTab }): JSX.Element {
  return (
    <>
      <header>
        <h1>
          <RunStatus status={run.status} worded /> {run.name}
        </h1>
        <p class="facts">
          <a class="link" href={hrefOf({ page: 'runs', question: { ...NEWEST, experiments: [run.experiment] } })}>
            {run.experimentName}
          </a>
          {run.parent !== null && (
            <a class="link" href={hrefOf({ page: 'run', run: run.parent, tab: 'overview' })}>
              nested in its parent
            </a>
          )}
          {run.startedAt !== null && (
            <span>
              <span class="faint">started</span> {formatMoment(run.startedAt)}
            </span>
          )}
          {run.startedAt !== null && run.endedAt !== null && (
            <span>
              <span class="faint">took</span> {formatDuration(run.endedAt - run.startedAt)}
            </span>
          )}
          {run.user !== '' && (
            <span>
              <span class="faint">by</span> {run.user}
            </span>
          )}
          <code class="faint">{run.id}</code>
        </p>
      </header>
      <nav class="tabs" aria-label="Parts of the run">
        {RUN_TABS.filter((each) => each !== 'diagnoses' || isDiagnosed(run)).map((each) => (
          <a key={each} href={hrefOf({ page: 'run', run: run.id, tab: each })} aria-current={tab === each ? 'page' : undefined}>
            {TITLES[each]}
          </a>
        ))}
      </nav>
      {tab === 'overview' && <RunFacts run={run} />}
      {tab === 'curves' && <CurvesPanel run={run} />}
      {tab === 'diagnoses' && <DiagnosesPanel key={run.id} run={run.id} />}
      {tab === 'artifacts' && <ArtifactsPanel run={run} />}
      {tab === 'code' && <CodePanel run={run} />}
    </>
  );
}

function CurvesPanel({ run }: { readonly run: RunView }): JSX.Element {
  const [view, setView] = useState(PLAIN);
  const theme = useTheme();
  const keys = useMemo(() => run.latest.filter((point) => point.step > 0).map((point) => point.key), [run]);
  const curves = useCurves([run.id], keys, run.status === 'RUNNING');
  const runs = useMemo(() => [{ id: run.id, name: run.name, colour: canvasColour(0) }], [run.id, run.name, theme]);
  if (keys.length === 0) return <p class="nothing">No metric of this run was logged over several steps.</p>;
  return (
    <section aria-label="Curves">
      <CurveControls view={view} onView={setView} />
      <div class="curves">
        {keys.map((metric) => (
          <CurveChart key={metric} metric={metric} curves={(curves ?? []).filter((curve) => curve.key === metric)} runs={runs} view={view} theme={theme} />
        ))}
      </div>
    </section>
  );
}
