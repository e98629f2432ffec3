import type { DatasetVersion } from '../data/index.ts';
import { DAY, type Digest, formatDay, type Instant } from '../kernel/index.ts';
import type { Rollout } from '../loop/index.ts';
import type { Finding, WindowReport } from '../monitor/index.ts';
import { classesOf, isClassCost, aboutMetric, briefOfMetric, isErrorCost, type Scope } from '../scope/index.ts';
import type { LifeStageStatus, ReleaseBrief } from '../sdk/index.ts';
import type { Deployment } from '../serve/index.ts';
import { qualityOf, type Run } from '../train/index.ts';

/** What the seven stages are described from; lists are oldest first. */
export interface StageFacts {
  readonly scope: Scope;
  readonly versions: readonly DatasetVersion[];
  readonly runs: readonly Run[];
  readonly releases: readonly ReleaseBrief[];
  readonly deployment: Deployment | null;
  readonly windows: readonly WindowReport[];
  readonly findings: readonly Finding[];
  readonly rollouts: readonly Rollout[];
  readonly now: Instant;
  readonly brief: (id: Digest) => ReleaseBrief;
}

/** A page younger than this still wants a look. */
const FRESH = 3 * DAY;

/** Where each of the seven stages stands, in order. */
export const describeStages = (facts: StageFacts): LifeStageStatus[] => [scope(facts), data(facts), train(facts), release(facts), serve(facts), monitor(facts), loop(facts)];

const empty = (stage: LifeStageStatus['stage'], detail: string): LifeStageStatus => ({ stage, state: 'empty', headline: 'not yet', detail });

const rangeOf = (costs: readonly number[]): string => [...new Set([Math.min(...costs), Math.max(...costs)])].join(' to ');

function scope({ scope: { metric, cost } }: StageFacts): LifeStageStatus {
  const { title, better, goal, unit } = briefOfMetric(metric);
  const detail = isErrorCost(cost)
    ? `an error of ${cost.limit}${unit === '' ? '' : ` ${unit}`} or more is the dearest`
    : isClassCost(cost)
      ? `one of ${classesOf(cost).length} classes; a wrong one costs ${rangeOf(Object.values(cost.wrong))}`
      : `a missed one costs ${cost.missed}, a needless one ${cost.needless}`;
  return { stage: 'scope', state: 'good', headline: `${title} ${better === 'higher' ? '≥' : '≤'} ${goal}${unit === '' ? '' : ` ${unit}`}`, detail };
}

function data({ versions }: StageFacts): LifeStageStatus {
  const latest = versions.at(-1);
  if (!latest) return empty('data', 'no dataset version');
  const failed = latest.contract.verdict !== 'passed';
  const to = Math.max(...latest.manifest.parts.map((part) => part.interval.to));
  return {
    stage: 'data',
    state: 'good',
    headline: `${latest.rows.toLocaleString('en-US')} rows`,
    detail: `${versions.length} ${versions.length === 1 ? 'version' : 'versions'}, up to ${formatDay(to)}${failed ? `; ${latest.contract.dropped} rows set aside in the newest` : '; the contract holds'}`,
  };
}

function train({ runs }: StageFacts): LifeStageStatus {
  const [run] = runs;
  if (!run) return empty('train', 'no run');
  if (run.state === 'failed') return { stage: 'train', state: 'attention', headline: 'failed', detail: run.error ?? 'the newest run failed' };
  if (run.state === 'running') return { stage: 'train', state: 'busy', headline: 'running', detail: run.why };
  const quality = run.evaluation && qualityOf(run.evaluation);
  return {
    stage: 'train',
    state: 'good',
    headline: quality ? `${aboutMetric(quality.metric).title} ${figure(quality.value)}` : '–',
    detail: quality ? `baseline ${figure(quality.baseline)}; ${run.why}` : run.why,
  };
}

/** Three decimals of a small number, as many digits of a large one. */
const figure = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(3) : value.toPrecision(4));

function release({ releases }: StageFacts): LifeStageStatus {
  const latest = releases.at(-1);
  if (!latest) return empty('release', 'no release');
  return { stage: 'release', state: 'good', headline: `${releases.length} ${releases.length === 1 ? 'release' : 'releases'}`, detail: `newest ${latest.name}: ${latest.note}` };
}

function serve({ deployment, brief, windows }: StageFacts): LifeStageStatus {
  if (!deployment) return empty('serve', 'nothing is deployed');
  const { challenger } = deployment;
  const served = windows.reduce((sum, window) => sum + window.predictions, 0).toLocaleString('en-US');
  return {
    stage: 'serve',
    state: challenger ? 'busy' : 'good',
    headline: challenger ? `${brief(deployment.champion).name} + ${brief(challenger.release).name}` : brief(deployment.champion).name,
    detail: challenger
      ? `${Math.round(challenger.share * 100)} % of units to ${brief(challenger.release).name}; ${served} predictions`
      : `${served} predictions, ${deployment.shadows.length} ${deployment.shadows.length === 1 ? 'shadow' : 'shadows'}`,
  };
}

function monitor({ windows, findings, now }: StageFacts): LifeStageStatus {
  if (windows.length === 0) return empty('monitor', 'no window has closed');
  const pages = findings.filter((finding) => finding.urgency === 'page');
  const fresh = pages.filter((finding) => now - finding.window.to < FRESH);
  const matured = windows.filter((window) => window.state === 'matured').length;
  if (fresh.length > 0) return { stage: 'monitor', state: 'attention', headline: `${fresh.length} open`, detail: fresh.at(-1)!.message };
  return { stage: 'monitor', state: 'good', headline: 'quiet', detail: `${windows.length} windows, ${matured} matured; ${pages.length} pages in all` };
}

function loop({ rollouts, brief }: StageFacts): LifeStageStatus {
  const last = rollouts.at(-1);
  if (!last) return empty('loop', 'no trial');
  const active = rollouts.find((rollout) => rollout.endedAt === null);
  const shown = active ?? last;
  return { stage: 'loop', state: active ? 'busy' : 'good', headline: `${brief(shown.challenger).name} ${shown.state.replace('_', ' ')}`, detail: shown.why };
}
