import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ask } from '../ask.ts';
import { formatCount, formatPlural } from '../format-number.ts';
import { go, hrefOf } from '../route.ts';
import type { RunsQuestion } from '../route.ts';
import { runColour } from '../run-colours.ts';
import { TopBar } from '../sections/top-bar.tsx';
import { columnOf, defaultColumns, findColumns, idOf, keepChoice, readChoice } from './columns.ts';
import type { ColumnChoice } from './columns.ts';
import { ColumnPicker } from './column-picker.tsx';
import { ExperimentsList } from './experiments-list.tsx';
import { useRunTree } from './run-tree.ts';
import { isNested } from './runs-filter.ts';
import { RunsTable } from './runs-table.tsx';
import { SearchBox } from './search-box.tsx';
import { problemOf, useRuns } from './use-runs.ts';

/** Runs that can be compared at once. */
const MOST_COMPARED = 100;

/** The table of runs: search, sort, choose, compare. */
export function RunsPage({ question, project }: { readonly question: RunsQuestion; readonly project: string | null }): JSX.Element {
  const runs = useRuns(question);
  const tree = useRunTree(runs.rows, isNested(question));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const kept = question.experiments.join(',');
  const [choice, setChoice] = useState<ColumnChoice | null>(() => readChoice(question.experiments));
  useEffect(() => setChoice(readChoice(question.experiments)), [kept]);
  useEffect(() => {
    document.title = 'Runs · Capstan';
  }, []);

  const all = useMemo(() => findColumns(tree.runs), [tree.runs]);
  const shown = choice ?? { shown: defaultColumns(all, tree.runs).map(idOf), pinned: [] };
  const columns = useMemo(() => shown.shown.flatMap((id) => columnOf(id) ?? []), [shown.shown.join('\n')]);
  const chosenSet = useMemo(() => new Set(chosen), [chosen]);
  const change = (part: Partial<RunsQuestion>): void => go({ page: 'runs', question: { ...question, ...part } });
  const choose = (ids: readonly string[], on: boolean): void => setChosen((before) => (on ? [...new Set([...before, ...ids])] : before.filter((id) => !ids.includes(id))));
  /** Deleted runs can be restored, so nobody is asked twice. */
  const move = async (): Promise<void> => {
    try {
      await ask(question.view === 'deleted' ? 'runs.restore' : 'runs.delete', { runs: chosen });
      setProblem(null);
      setChosen([]);
    } catch (error) {
      setProblem(problemOf(error).title);
    }
    runs.reload();
  };
  const count = runs.total ?? runs.rows.length;
  return (
    <>
      <TopBar page="runs" project={project} />
      <main class="runs-page">
        <ExperimentsList chosen={question.experiments} onChoose={(experiments) => change({ experiments })} />
        <section class="runs" aria-labelledby="runs-title">
          <h1 class="unseen" id="runs-title">
            Runs
          </h1>
          <SearchBox value={question.filter} problem={runs.problem} onSearch={(filter) => change({ filter })} />
          <div class="runs-tools">
            <p aria-live="polite">
              <strong>{formatCount(count)}</strong> {isNested(question) && 'top-level '}
              {count === 1 ? 'run' : 'runs'}
              {runs.rows.length < count && <span class="faint">, {formatCount(runs.rows.length)} loaded</span>}
            </p>
            <label>
              <input type="checkbox" checked={question.grouped} onChange={(event) => change({ grouped: event.currentTarget.checked })} /> Nested under parents
            </label>
            <label>
              <input type="checkbox" checked={question.view === 'deleted'} onChange={(event) => change({ view: event.currentTarget.checked ? 'deleted' : 'active' })} /> Deleted
            </label>
            <ColumnPicker
              all={all}
              choice={shown}
              onChoose={(next) => {
                keepChoice(question.experiments, next);
                setChoice(next);
              }}
            />
            {chosen.length > 0 && (
              <>
                <button type="button" class="link" onClick={() => setChosen([])}>
                  Choose none
                </button>
                <button type="button" class="link" onClick={() => void move()}>
                  {question.view === 'deleted' ? 'Restore' : 'Delete'} {formatCount(chosen.length)}
                </button>
              </>
            )}
            {problem && (
              <p role="alert" class="search-problem">
                {problem}
              </p>
            )}
            {chosen.length >= 2 && (
              <a class="button button-main" href={hrefOf({ page: 'compare', runs: chosen.slice(0, MOST_COMPARED), metric: null })}>
                Compare {formatPlural(Math.min(chosen.length, MOST_COMPARED), 'run')}
              </a>
            )}
          </div>
          {runs.rows.length > 0 ? (
            <RunsTable
              lines={tree.lines}
              columns={columns}
              pinned={shown.pinned}
              order={question.order}
              chosen={chosenSet}
              colourOf={(run) => (chosenSet.has(run) ? runColour(chosen.indexOf(run)) : null)}
              more={runs.more}
              onChoose={choose}
              onOrder={(order) => change({ order })}
              onToggle={tree.toggle}
              onEnd={runs.loadMore}
            />
          ) : (
            !runs.loading && !runs.problem && <NoRuns searching={question.filter !== '' || question.experiments.length > 0 || question.view === 'deleted'} />
          )}
        </section>
      </main>
    </>
  );
}

function NoRuns({ searching }: { readonly searching: boolean }): JSX.Element {
  if (searching) return <p class="nothing">No run is like that.</p>;
  return (
    <div class="nothing">
      <h2>No runs yet</h2>
      <p>Any program that logs to MLflow logs here:</p>
      <pre>
        <code>{`export MLFLOW_TRACKING_URI=${location.origin}\npython train.py`}</code>
      </pre>
      <p>
        A project’s own pipeline does so by itself: <code>capstan run</code>.
      </p>
    </div>
  );
}
