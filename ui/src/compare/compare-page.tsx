import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RunView } from '../../../src/sdk/tracking.ts';
import { formatPlural } from '../format-number.ts';
import { go, hrefOf } from '../route.ts';
import { canvasColour, runColour } from '../run-colours.ts';
import { useRunViews } from '../run/use-run-views.ts';
import { TopBar } from '../sections/top-bar.tsx';
import { useTheme } from '../theme.ts';
import { CurveChart, PLAIN } from './curve-chart.tsx';
import { CurveControls } from './curve-controls.tsx';
import { DifferenceTable } from './difference-table.tsx';
import { findFields } from './fields.ts';
import { ParallelCoordinates } from './parallel-coordinates.tsx';
import { Scatter } from './scatter.tsx';
import { useCurves } from './use-curves.ts';

const FIRST_CURVES = 6;

/** Some runs side by side: curves, what differs, what goes together. */
export function ComparePage({ runs: ids, project }: { readonly runs: readonly string[]; readonly project: string | null }): JSX.Element {
  const { runs, problem } = useRunViews(ids);
  const [view, setView] = useState(PLAIN);
  const [most, setMost] = useState(FIRST_CURVES);
  const theme = useTheme();
  useEffect(() => {
    document.title = `${formatPlural(ids.length, 'run')} compared · Capstan`;
  }, [ids.length]);
  const fields = useMemo(() => findFields(runs), [runs]);
  const metrics = useMemo(() => curveKeys(runs), [runs]);
  const shown = metrics.slice(0, most);
  const curves = useCurves(
    runs.map((run) => run.id),
    shown,
    runs.some((run) => run.status === 'RUNNING'),
  );
  const curveRuns = useMemo(() => runs.map((run) => ({ id: run.id, name: run.name, colour: canvasColour(ids.indexOf(run.id)) })), [runs, theme]);
  const colourOf = (run: string): string => runColour(ids.indexOf(run));
  return (
    <>
      <TopBar page="compare" project={project} />
      <main class="compare-page">
        <header>
          <h1>{formatPlural(ids.length, 'run')} compared</h1>
          <ul class="run-chips">
            {runs.map((run) => (
              <li key={run.id} class="chip" style={{ '--of': colourOf(run.id) }}>
                <a href={hrefOf({ page: 'run', run: run.id, tab: 'overview' })}>{run.name}</a>
                <button
                  type="button"
                  aria-label={`Leave ${run.name} out`}
                  onClick={() => go({ page: 'compare', runs: ids.filter((id) => id !== run.id), metric: null }, 'replace')}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        </header>
        {problem && (
          <p role="alert" class="search-problem">
            <strong>{problem.title}</strong> {problem.remedy}
          </p>
        )}
        {metrics.length > 0 && (
          <section aria-label="Curves">
            <div class="track-head">
              <h2>Curves</h2>
              <CurveControls view={view} onView={setView} />
            </div>
            <div class="curves">
              {shown.map((metric) => (
                <CurveChart key={metric} metric={metric} curves={(curves ?? []).filter((curve) => curve.key === metric)} runs={curveRuns} view={view} theme={theme} />
              ))}
            </div>
            {metrics.length > most && (
              <button type="button" class="link" onClick={() => setMost(most + 12)}>
                {metrics.length - most} more metrics
              </button>
            )}
          </section>
        )}
        <DifferenceTable title="Parameters" runs={runs} fields={fields.filter((field) => field.kind === 'param')} colourOf={colourOf} />
        <DifferenceTable title="Metrics" runs={runs} fields={fields.filter((field) => field.kind === 'metric')} colourOf={colourOf} />
        {runs.length > 1 && (
          <>
            <section aria-label="Parallel coordinates">
              <div class="track-head">
                <h2>Parallel coordinates</h2>
              </div>
              <ParallelCoordinates runs={runs} fields={fields} colourOf={colourOf} />
            </section>
            <section aria-label="Scatter">
              <div class="track-head">
                <h2>Scatter</h2>
              </div>
              <Scatter key={ids.join()} runs={runs} fields={fields} colourOf={colourOf} />
            </section>
          </>
        )}
      </main>
    </>
  );
}

/** Metrics that some run has over several steps: those of most runs first. */
function curveKeys(runs: readonly RunView[]): string[] {
  const counts = new Map<string, number>();
  for (const point of runs.flatMap((run) => run.latest)) if (point.step > 0) counts.set(point.key, (counts.get(point.key) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([key]) => key);
}
