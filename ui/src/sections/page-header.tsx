import type { JSX } from 'preact';
import type { Overview } from '../../../src/sdk/overview.ts';
import { formatPlural, formatShare } from '../format-number.ts';
import { formatDayShort, formatMoment } from '../format-time.ts';
import { lastMatured, meanOver, measuresOf, titleOf } from '../quality-series.ts';
import type { QualityMeasure } from '../quality-series.ts';
import type { ReleaseNames } from '../release-names.ts';
import { ReleaseChip } from './release-chip.tsx';
import { TopBar } from './top-bar.tsx';

interface PageHeaderProps {
  readonly overview: Overview;
  readonly names: ReleaseNames;
  readonly stale: boolean;
}

/** What is asked, who answers, and how well, as of the event time that has been reached. */
export function PageHeader({ overview, names, stale }: PageHeaderProps): JSX.Element {
  const { deployment, owners, now } = overview;
  return (
    <header class="page-header">
      <TopBar page="overview" project={overview.project}>
        <span class="moment">
          <i class={stale ? 'pulse pulse-stale' : 'pulse'} aria-hidden="true" />
          {now > 0 ? (
            <>
              <span class="wide-only">Event time </span>
              <time dateTime={new Date(now).toISOString()}>{formatMoment(now)}</time>
            </>
          ) : (
            'No traffic yet'
          )}
        </span>
      </TopBar>
      <div class="hero">
        <div class="question">
          <h1>{overview.question}</h1>
          <p class="facts">
            {deployment ? <Answering overview={overview} names={names} /> : <span>No release answers yet</span>}
            {Object.entries(owners).map(([role, owner]) => (
              <span key={role}>
                <span class="faint">{role}</span> {owner}
              </span>
            ))}
          </p>
        </div>
        {deployment && overview.quality.length > 0 && <Standing overview={overview} />}
      </div>
    </header>
  );
}

function Answering({ overview, names }: { readonly overview: Overview; readonly names: ReleaseNames }): JSX.Element | null {
  const { deployment } = overview;
  if (!deployment) return null;
  const { challenger, shadows } = deployment;
  const since = overview.reigns.find((reign) => reign.to === null)?.from;
  return (
    <>
      <span>
        <ReleaseChip release={names(deployment.champion.id)} /> answers{' '}
        {challenger && challenger.share > 0 && (
          <>
            {formatShare(1 - challenger.share)} <span class="faint">of</span>{' '}
          </>
        )}
        {deployment.name}
        {since !== undefined && <span class="faint"> since {formatDayShort(since)}</span>}
      </span>
      {challenger && (
        <span>
          <ReleaseChip release={names(challenger.release.id)} /> {challenger.share > 0 ? `tried on ${formatShare(challenger.share)}` : 'tried in shadow'}
        </span>
      )}
      {shadows.length > 0 && (
        <span>
          {shadows.map((shadow) => (
            <ReleaseChip key={shadow.id} release={names(shadow.id)} />
          ))}{' '}
          <span class="faint">in shadow</span>
        </span>
      )}
    </>
  );
}

const DAYS = 14;

/** Three numbers of the last matured days, each beside what they would be had the first model never been retrained. */
function Standing({ overview }: { readonly overview: Overview }): JSX.Element | null {
  const days = lastMatured(overview.quality, DAYS);
  if (days.length === 0) return null;
  const { goal, better } = overview.metric;
  const measures = measuresOf(overview.metric);
  const retrained = overview.deployment?.champion.id !== overview.releases[0]?.id;
  const figure = (measure: QualityMeasure, title: string, goalText?: string): JSX.Element => {
    const texts = measures[measure];
    const without = retrained ? meanOver(days, 'baseline', measure) : null;
    return (
      <div class="figure">
        <dt>{title}</dt>
        <dd>
          <strong>{texts.format(meanOver(days, 'champion', measure))}</strong>
          {goalText !== undefined && <span class="figure-goal">{goalText}</span>}
          <span class="faint">{without === null ? ' ' : `${texts.format(without)} never retrained`}</span>
        </dd>
      </div>
    );
  };
  const mean = meanOver(days, 'champion', 'quality');
  const reached = mean !== null && (better === 'higher' ? mean >= goal : mean <= goal);
  return (
    <dl class="standing" aria-label={`Quality over the last ${formatPlural(days.length, 'matured day')}`}>
      {figure('quality', `${titleOf(overview.metric)}, last ${formatPlural(days.length, 'day')}`, mean === null ? '' : `${reached ? '✓ goal' : '✗ goal'} ${goal}`)}
      {figure('cost', 'Cost per unit')}
      {figure('gap', measures.gap.short)}
    </dl>
  );
}
