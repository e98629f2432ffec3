import type { JSX } from 'preact';
import type { LifeStageState, LifeStageStatus } from '../../../src/sdk/overview.ts';

const STATE_WORDS: Readonly<Record<LifeStageState, string>> = { good: 'good', busy: 'at work', attention: 'needs attention', empty: 'not begun' };

/** The seven stages of a model's life on one line that returns to its beginning. */
export function LifeCycle({ stages }: { readonly stages: readonly LifeStageStatus[] }): JSX.Element {
  return (
    <section class="cycle" aria-labelledby="cycle-title">
      <h2 id="cycle-title" class="unseen">
        Life cycle
      </h2>
      <svg class="cycle-return" aria-hidden="true" width="10" height="10" viewBox="0 0 8 8">
        <path d="M6 1 2 4l4 3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      <ol>
        {stages.map((stage) => (
          <li key={stage.stage} class={`stage stage-${stage.state}`}>
            <StageNode state={stage.state} />
            <span class="stage-name">{stage.stage}</span>
            <span class="unseen">{STATE_WORDS[stage.state]}: </span>
            <strong>{stage.headline}</strong>
            <span class="stage-detail" title={stage.detail}>
              {stage.detail}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** States differ in shape as well as in colour. */
function StageNode({ state }: { readonly state: LifeStageState }): JSX.Element {
  return (
    <svg class="stage-node" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <circle cx="9" cy="9" r="8" class="stage-disc" />
      {state === 'good' && <path d="m5.6 9.3 2.3 2.3 4.5-5" class="stage-sign" />}
      {state === 'attention' && <path d="M9 4.8v5M9 12.8v.2" class="stage-sign" />}
      {state === 'busy' && <path d="M9 3.5a5.5 5.5 0 0 1 5.5 5.5" class="stage-sign stage-turn" />}
    </svg>
  );
}
