import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Diagnosis, Mute, WindowHistory } from '../../../src/sdk/watch.ts';
import { formatPlural } from '../format-number.ts';
import { formatMoment, formatStart } from '../format-time.ts';
import { go } from '../route.ts';
import type { CellName } from '../route.ts';
import { TopBar } from '../sections/top-bar.tsx';
import { ask } from '../ask.ts';
import { DiagnosisItem } from './diagnosis-item.tsx';
import { HistoryTracks } from './history-tracks.tsx';
import { cellOf, nameOf } from './words.ts';
import { useWatch } from './use-watch.ts';

interface WatchPageProps {
  /** The finding that the address names. */
  readonly finding: string | null;
  readonly cell: CellName | null;
  readonly project: string | null;
}

/** Notices that are drawn; of more it says how many. */
const MOST_NOTICES = 50;

/** What was found, read like a diagnosis, and the windows that it was found in. */
export function WatchPage({ finding, cell, project }: WatchPageProps): JSX.Element {
  const { diagnoses, history, mutes, ahead, problem, reload } = useWatch();
  useEffect(() => {
    document.title = `Findings · ${history?.deployment ?? 'Capstan'}`;
  }, [history?.deployment]);
  const chosen = useMemo(() => (finding === null ? undefined : findDiagnosis(diagnoses, finding)), [diagnoses, finding]);
  const shown = cell ?? (chosen ? cellOf(chosen) : null) ?? diagnoses.map(cellOf).find((one) => one !== null) ?? lastScore(history);
  const choose = (diagnosis: Diagnosis): void => go({ page: 'findings', finding: diagnosis.id, cell: cellOf(diagnosis) }, 'replace');
  const pick = (name: CellName): void => go({ page: 'findings', finding, cell: name }, 'replace');
  const pages = diagnoses.filter((one) => one.urgency === 'page');
  const notices = diagnoses.filter((one) => one.urgency === 'notice');
  const item = (one: Diagnosis): JSX.Element => <DiagnosisItem key={one.id} diagnosis={one} chosen={one === chosen} onChoose={() => choose(one)} onChange={reload} />;
  return (
    <>
      <TopBar page="findings" project={project} />
      <main class="watch">
        {problem && (
          <p role="alert" class="search-problem">
            <strong>{problem.title}</strong> {problem.remedy}
          </p>
        )}
        {history && (
          <>
            <header class="watch-head">
              <h1>{headline(diagnoses)}</h1>
              <p class="faint">{describe(history)}</p>
              {history.alarms && <p class="faint">{describeBudget(history.alarms)}</p>}
              {finding !== null && chosen === undefined && (
                <p class="watch-ahead">
                  The finding of this link is not one of the newest {formatPlural(history.windows.length, 'window')}: “capstan monitor findings” tells older ones.
                </p>
              )}
              {ahead > 0 && <p class="watch-ahead">{describeAhead(ahead)}</p>}
              <Mutes mutes={mutes} onChange={reload} />
            </header>
            <div class="watch-body">
              <section class="diagnoses" aria-label="Findings">
                {pages.length === 0 && <p class="quiet">Nobody was paged.</p>}
                {pages.map(item)}
                {notices.length > 0 && (
                  <details class="lesser" open={pages.length === 0 || (chosen !== undefined && chosen.urgency === 'notice')}>
                    <summary>
                      {formatPlural(notices.length, 'notice')} <span class="faint">beyond natural change, too little to wake anyone</span>
                    </summary>
                    {notices.slice(0, MOST_NOTICES).map(item)}
                    {notices.length > MOST_NOTICES && (
                      <p class="quiet">{formatPlural(notices.length - MOST_NOTICES, 'notice')} more: “capstan monitor diagnoses” tells them all.</p>
                    )}
                  </details>
                )}
              </section>
              <HistoryTracks history={history} diagnoses={diagnoses} shown={shown} onPick={pick} />
            </div>
          </>
        )}
        {!history && !problem && <p class="unseen">Reading what was found…</p>}
      </main>
    </>
  );
}

/** The diagnosis that a finding belongs to, or that it is told beside. */
const findDiagnosis = (diagnoses: readonly Diagnosis[], finding: string): Diagnosis | undefined =>
  diagnoses.find(({ findings }) => findings.includes(finding)) ?? diagnoses.find(({ related }) => related.some(({ findings }) => findings.includes(finding)));

function headline(diagnoses: readonly Diagnosis[]): string {
  const open = diagnoses.filter((one) => one.alert?.state === 'open');
  const tended = diagnoses.filter((one) => one.alert?.state === 'acknowledged');
  if (open.length === 1) return `${nameOf(open[0]!)} needs somebody`;
  if (open.length > 1) return `${open.length} alerts need somebody`;
  if (tended.length > 0) return `${formatPlural(tended.length, 'alert')} looked after`;
  return diagnoses.some((one) => one.ongoing) ? 'Nothing that needs somebody' : 'All quiet';
}

function describe({ deployment, windows }: WindowHistory): string {
  const last = windows.at(-1);
  if (deployment === null) return 'Nothing is deployed yet.';
  if (last === undefined) return `No window of ${deployment} has closed yet.`;
  const whole = windows.filter((window) => window.quarantined && window.heldRows === null).length;
  const rows = windows.reduce((sum, { heldRows }) => sum + (heldRows ?? 0), 0);
  const held = [...(whole > 0 ? [formatPlural(whole, 'window')] : []), ...(rows > 0 ? [formatPlural(rows, 'row')] : [])].join(' and ');
  return `${deployment} · ${formatPlural(windows.length, 'window')} up to ${formatMoment(last.to)}${held === '' ? '' : ` · ${held} kept out of training`}`;
}

/** What the deployment may still alarm for nothing. */
function describeBudget({ period, budget, spent, alarms }: NonNullable<WindowHistory['alarms']>): string {
  const figure = (value: number): string => Math.max(0, value).toPrecision(2);
  return `False alarms to be expected from ${formatStart(period.from)} to ${formatStart(period.to)}: ${figure(budget)} at most, ${figure(spent)} of them up to now. In this time ${formatPlural(alarms, 'window')} opened an alert.`;
}

/** The score of the newest window, where nothing was found. */
function lastScore(history: WindowHistory | null): CellName | null {
  const [at, column] = [history?.windows.at(-1)?.from, history?.columns.find(({ group }) => group === 'score')];
  return at === undefined || column === undefined ? null : { at, ...column };
}

/** What nobody is told of, and a way to be told again. */
function Mutes({ mutes, onChange }: { readonly mutes: readonly Mute[]; readonly onChange: () => void }): JSX.Element | null {
  if (mutes.length === 0) return null;
  return (
    <ul class="mutes">
      {mutes.map((mute) => (
        <li key={mute.id}>
          Muted until {formatMoment(mute.until)}: {mute.kind?.replaceAll('_', ' ') ?? 'everything'}
          {mute.column !== null && ` of ${mute.column}`}{' '}
          <span class="faint">
            by {mute.by}: {mute.why}
          </span>{' '}
          <button type="button" class="link" onClick={() => void ask('alerts.unmute', { mute: mute.id }).then(onChange, onChange)}>
            Unmute
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Why some predictions are in no window. */
const describeAhead = (ahead: number): string =>
  `${formatPlural(ahead, 'prediction')} more than 30 days ahead of all others: in no window until there are 20, or some on 3 days. Send eventAt where the past is replayed.`;
