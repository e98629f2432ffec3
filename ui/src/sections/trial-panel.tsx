import type { JSX } from 'preact';
import type { GuardrailChart, LiveTrialChart, TrialChart, TrialOverview } from '../../../src/sdk/overview.ts';
import { formatCount, formatEvidence, formatFixed, formatPlural, formatShare, formatSigned } from '../format-number.ts';
import { formatDayShort } from '../format-time.ts';
import type { ReleaseName } from '../release-names.ts';
import { useTheme } from '../theme.ts';
import { useWidth } from '../use-width.ts';
import { ShareSteps } from './share-steps.tsx';
import { hasFutility } from './stage-options.ts';
import { StagePlots } from './stage-plots.tsx';
import { endOf, toneOf } from './trial-words.ts';

interface TrialPanelProps {
  readonly trial: TrialOverview;
  readonly release: ReleaseName;
  readonly now: number;
}

/** One trial: its verdict in a sentence, then the evidence of its stages side by side. */
export function TrialPanel({ trial, release, now }: TrialPanelProps): JSX.Element {
  const { shadow, live } = trial;
  return (
    <div class="trial-panel" role="tabpanel" id="trial-panel" aria-labelledby={`tab-${trial.rollout}`}>
      <p class="verdict">
        <span class={`state state-${toneOf(trial.state)}`}>{endOf(trial.state)}</span> {trial.why}
      </p>
      <div class="stages">
        {shadow && (
          <Stage
            title="Shadow"
            subtitle="both score the same units, the champion answers"
            chart={shadow}
            why={trial.why}
            release={release}
            from={trial.startedAt}
            to={live ? lastOf(shadow, now) : (trial.endedAt ?? now)}
          />
        )}
        {live && (
          <Stage
            title="Live"
            subtitle={live.bound !== undefined && live.bound < 0 ? `units are split, a loss of ${formatFixed(-live.bound)} must be ruled out` : 'units are split between both'}
            chart={live}
            why={trial.why}
            live={live}
            release={release}
            from={live.shares[0]?.at ?? trial.startedAt}
            to={trial.endedAt ?? now}
          />
        )}
        {!shadow && !live && <p class="track-empty">No unit has matured in this trial yet.</p>}
      </div>
    </div>
  );
}

const lastOf = (chart: TrialChart, now: number): number => chart.points.at(-1)?.at ?? now;

interface StageProps {
  readonly title: string;
  readonly subtitle: string;
  readonly chart: TrialChart;
  readonly live?: LiveTrialChart;
  /** What the trial says as a whole; a stage that says the same is quiet. */
  readonly why: string;
  readonly release: ReleaseName;
  readonly from: number;
  readonly to: number;
}

function Stage({ title, subtitle, chart, live, why, release, from, to }: StageProps): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const theme = useTheme();
  const last = chart.points.at(-1);
  return (
    <section class="stage-panel" aria-label={title} ref={element}>
      <h3>
        {title} <span class="faint">{subtitle}</span>
      </h3>
      {chart.verdict !== why && <p class="stage-verdict">{chart.verdict}</p>}
      <dl class="stage-facts">
        <div>
          <dt>evidence</dt>
          <dd>
            {last ? formatEvidence(last.e) : '–'} <span class="faint">of {formatEvidence(chart.threshold)}</span>
          </dd>
        </div>
        {hasFutility(chart) && (
          <div>
            <dt>not worth it</dt>
            <dd>
              {last ? formatEvidence(last.futilityE) : '–'} <span class="faint">of {formatEvidence(chart.futility)}</span>
            </dd>
          </div>
        )}
        <div>
          <dt>saved per unit</dt>
          <dd>
            {formatSigned(chart.effect, 4)}{' '}
            <span class="faint">
              {formatSigned(chart.low)} to {formatSigned(chart.high)}
            </span>
          </dd>
        </div>
        <div>
          <dt>units</dt>
          <dd>{formatCount(chart.units)}</dd>
        </div>
      </dl>
      {chart.leftOut && <LeftOut of={chart.leftOut} />}
      {width > 0 && chart.points.length > 0 && <StagePlots chart={chart} release={release} stretch={[from, to]} width={width} theme={theme} />}
      {live && (
        <div class="live-extras">
          {live.shares.length > 0 && <ShareSteps shares={live.shares} stretch={[from, to]} release={release} />}
          <ul class="rails">
            {live.guardrails.map((rail) => (
              <Guardrail key={rail.name} rail={rail} />
            ))}
          </ul>
        </div>
      )}
      <span class="unseen">{live ? `Share of traffic: ${live.shares.map((step) => formatShare(step.share)).join(', then ')}.` : ''}</span>
    </section>
  );
}

/** Units that say nothing of the challenger, by window, with the findings that say so. */
function LeftOut({ of }: { readonly of: NonNullable<TrialChart['leftOut']> }): JSX.Element {
  return (
    <details class="left-out">
      <summary>left out of {formatPlural(of.length, 'window')}</summary>
      <ul>
        {of.map(({ from, units, why }) => (
          <li key={from}>
            {formatDayShort(from)}: {units === null ? 'all of it' : formatPlural(units, 'unit')} <span class="faint">{why}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const RAIL = { width: 96, height: 22 } as const;

/** A guardrail: the evidence of harm so far, on a log scale under its threshold; it begins at 1, before the first unit. */
function Guardrail({ rail }: { readonly rail: GuardrailChart }): JSX.Element {
  const last = rail.points.at(-1)?.e ?? 1;
  const broke = rail.points.some((point) => point.e >= rail.threshold);
  const top = Math.log(rail.threshold) * 1.15;
  const bottom = -top * 0.5;
  const y = (e: number): number => RAIL.height - 1 - ((Math.min(top, Math.max(bottom, Math.log(Math.max(e, 1e-300)))) - bottom) / (top - bottom)) * (RAIL.height - 2);
  const path = [1, ...rail.points.map((point) => point.e)];
  const x = (index: number): number => (index / Math.max(1, rail.points.length)) * RAIL.width;
  return (
    <li class={broke ? 'rail rail-broke' : 'rail'}>
      <span>{rail.name}</span>
      <svg width={RAIL.width} height={RAIL.height} viewBox={`0 0 ${RAIL.width} ${RAIL.height}`} aria-hidden="true">
        <line x1="0" x2={RAIL.width} y1={y(rail.threshold)} y2={y(rail.threshold)} class="rail-threshold" />
        <polyline points={path.map((e, index) => `${x(index).toFixed(1)},${y(e).toFixed(1)}`).join(' ')} class="rail-line" />
      </svg>
      <span class="rail-value">
        {formatEvidence(last)} <span class="faint">of {formatEvidence(rail.threshold)}</span>
      </span>
      <strong>{broke ? 'broke' : 'holds'}</strong>
    </li>
  );
}
