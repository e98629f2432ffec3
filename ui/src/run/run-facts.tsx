import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RunLeftOut, RunView } from '../../../src/sdk/tracking.ts';
import { formatDuration, formatMetric } from '../format-run.ts';
import { formatCount, formatPlural } from '../format-number.ts';
import { DAY, formatDayLong, formatDays } from '../format-time.ts';
import { DATA, hrefOf, NEWEST } from '../route.ts';
import { childrenFilter } from '../runs/runs-filter.ts';

const FOLDED = 12;
/** Letters of a value that are shown at once. */
const LONG = 160;

/** Parameters and metrics; beside them data, code, models and how its steps went. */
export function RunFacts({ run }: { readonly run: RunView }): JSX.Element {
  const tags = Object.entries(run.tags).filter(([key]) => !key.startsWith('mlflow.') && !key.startsWith('capstan.'));
  const note = run.tags['mlflow.note.content'];
  return (
    <div class="run-facts">
      <div>
        {run.error !== null && (
          <section aria-label="Error">
            <h2>Error</h2>
            <pre class="run-error">{run.error}</pre>
          </section>
        )}
        {note !== undefined && <p class="run-note">{note}</p>}
        <Pairs
          title="Metrics"
          pairs={run.latest.map((point) => ({
            key: point.key,
            value: formatMetric(point.value),
            aside: point.step > 0 ? `step ${point.step.toLocaleString('en')}` : '',
          }))}
        />
        <Pairs title="Parameters" pairs={Object.entries(run.params).map(([key, value]) => ({ key, value, aside: '' }))} />
        <Pairs title="Tags" pairs={tags.map(([key, value]) => ({ key, value, aside: '' }))} />
      </div>
      <aside>
        <Part title="Data" shown={run.datasets.length > 0}>
          <ul>
            {run.datasets.map((dataset) => (
              <li key={`${dataset.name}/${dataset.digest}`}>
                <strong>{dataset.name}</strong> {dataset.context !== null && <span class="faint">{dataset.context}</span>}
                <br />
                <code title={dataset.digest}>{dataset.digest.replace('sha256:', '').slice(0, 16)}</code>{' '}
                {dataset.version !== null && (
                  <a class="link" href={hrefOf({ page: 'data', question: { ...DATA, tool: 'profile', of: dataset.version.replace('sha256:', '').slice(0, 12) } })}>
                    a version of this project’s data
                  </a>
                )}
              </li>
            ))}
          </ul>
        </Part>
        <Part title="Code" shown={run.code !== null}>
          {run.code && (
            <p>
              <code>{run.code.commit.slice(0, 12)}</code>
              {run.code.branch !== null && ` on ${run.code.branch}`}
              {run.code.dirty === true && <span class="run-dirty"> with uncommitted changes</span>}
              {run.code.source !== null && (
                <>
                  <br />
                  <span class="faint">{run.code.source}</span>
                </>
              )}
            </p>
          )}
        </Part>
        <Part title="Models" shown={run.releases.length > 0 || run.models.length > 0}>
          <ul>
            {run.releases.map((version) => (
              <li key={`${version.name}/${version.version}`}>
                <strong>
                  {version.name} {version.version}
                </strong>{' '}
                {version.aliases.map((alias) => (
                  <span key={alias} class="alias">
                    @{alias}
                  </span>
                ))}
                {version.release !== null && <span class="faint"> release {version.release.replace('sha256:', '').slice(0, 8)}</span>}
              </li>
            ))}
            {run.models.map((model) => (
              <li key={model}>
                <code>{model}</code>
              </li>
            ))}
          </ul>
        </Part>
        <Part title="Left out of training" shown={run.leftOut !== null && (run.leftOut.stretches.length > 0 || run.leftOut.included !== null)}>
          {run.leftOut && <LeftOut leftOut={run.leftOut} />}
        </Part>
        <Part title="Steps" shown={run.steps.length > 0}>
          <ol class="run-steps">
            {run.steps.map((step) => (
              <li key={step.name} title={step.why.join('; ')}>
                <span>{step.name}</span> <span class={step.status === 'failed' ? 'run-failed' : 'faint'}>{step.status}</span>
                <span class="faint">{step.status === 'ran' ? formatDuration(step.milliseconds) : ''}</span>
              </li>
            ))}
          </ol>
        </Part>
        <Part title="Nested runs" shown={run.children > 0}>
          <a class="link" href={hrefOf({ page: 'runs', question: { ...NEWEST, experiments: [run.experiment], filter: childrenFilter(run.id) } })}>
            {formatPlural(run.children, 'run')}
          </a>
        </Part>
      </aside>
    </div>
  );
}

function Part({ title, shown, children }: { readonly title: string; readonly shown: boolean; readonly children: ComponentChildren }): JSX.Element | null {
  if (!shown) return null;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What findings kept out of the training rows, and what was learned from all the same. */
function LeftOut({ leftOut }: { readonly leftOut: RunLeftOut }): JSX.Element {
  return (
    <>
      <p>
        {formatCount(leftOut.rows)} of {formatPlural(leftOut.of, 'row')}
      </p>
      <ul>
        {leftOut.stretches.map((stretch) => (
          <li key={stretch.from}>
            <strong>{nameStretch(stretch)}</strong> <span class="faint">{formatPlural(stretch.rows, 'row')}</span>
            <br />
            {stretch.byFinding.length === 0
              ? stretch.why
              : stretch.byFinding.map((one) => (
                  <div key={one.finding}>
                    {one.what} <span class="faint">{formatPlural(one.rows, 'row')}</span>
                  </div>
                ))}{' '}
            {stretch.findings[0] !== undefined && <a href={hrefOf({ page: 'findings', finding: stretch.findings[0], cell: null })}>the finding</a>}
          </li>
        ))}
      </ul>
      {leftOut.included !== null && (
        <>
          <p class="run-failed">Quarantined rows were learned from: {leftOut.included.why}</p>
          <ul>
            {leftOut.included.stretches.map((stretch) => (
              <li key={stretch.from}>
                <strong>{nameStretch(stretch)}</strong> {stretch.why}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** `20 Feb 2001`, `20–22 Feb 2001` */
const nameStretch = ({ from, to }: { readonly from: number; readonly to: number }): string =>
  to - from <= DAY ? formatDayLong(from) : `${formatDays(from, to - 1)} ${new Date(to - 1).getUTCFullYear()}`;

interface PairsProps {
  readonly title: string;
  readonly pairs: readonly { readonly key: string; readonly value: string; readonly aside: string }[];
}

/** Keys and values; many of them are folded and can be sought. */
function Pairs({ title, pairs }: PairsProps): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const [sought, setSought] = useState('');
  if (pairs.length === 0) return null;
  const found = pairs.filter((pair) => pair.key.toLowerCase().includes(sought.toLowerCase()));
  const shown = open || sought !== '' ? found : found.slice(0, FOLDED);
  return (
    <section class="pairs" aria-label={title}>
      <div class="track-head">
        <h2>{title}</h2>
        <span class="faint">{pairs.length}</span>
        {pairs.length > FOLDED && (
          <input type="search" placeholder="Find" aria-label={`Find in ${title.toLowerCase()}`} value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
        )}
      </div>
      <table>
        <tbody>
          {shown.map((pair) => (
            <tr key={pair.key}>
              <th scope="row">{pair.key}</th>
              <td>{pair.value.length > LONG ? <LongValue value={pair.value} /> : pair.value}</td>
              <td class="faint">{pair.aside}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < found.length && (
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {found.length - shown.length} more
        </button>
      )}
    </section>
  );
}

/** A list or a text that is opened by who wants to read it. */
function LongValue({ value }: { readonly value: string }): JSX.Element {
  return (
    <details>
      <summary>{value.slice(0, LONG)}…</summary>
      {value}
    </details>
  );
}
