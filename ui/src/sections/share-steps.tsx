import type { JSX } from 'preact';
import type { LiveTrialChart } from '../../../src/sdk/overview.ts';
import { formatShare } from '../format-number.ts';
import { formatDayShort } from '../format-time.ts';
import { releaseColour } from '../release-names.ts';
import type { ReleaseName } from '../release-names.ts';

interface ShareStepsProps {
  readonly shares: LiveTrialChart['shares'];
  readonly stretch: readonly [number, number];
  readonly release: ReleaseName;
}

/** How much of the traffic the challenger decided for: a stair over the length of the stage. */
export function ShareSteps({ shares, stretch, release }: ShareStepsProps): JSX.Element {
  const [from, to] = stretch;
  const whole = Math.max(0.5, ...shares.map((step) => step.share));
  const part = (at: number): number => ((Math.min(to, Math.max(from, at)) - from) / Math.max(1, to - from)) * 100;
  return (
    <div class="shares" style={{ '--of': releaseColour(release) }}>
      <span class="shares-name">share of traffic</span>
      <div class="shares-stair" role="img" aria-label={`Share of traffic: ${shares.map((step) => `${formatShare(step.share)} from ${formatDayShort(step.at)}`).join(', ')}`}>
        {shares.map((step, index) => {
          const end = shares[index + 1]?.at ?? to;
          return (
            <div key={step.at} title={`${formatShare(step.share)} from ${formatDayShort(step.at)}`} style={{ left: `${part(step.at)}%`, width: `${part(end) - part(step.at)}%` }}>
              <i style={{ height: `${(step.share / whole) * 100}%` }} />
              <span>{formatShare(step.share)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
