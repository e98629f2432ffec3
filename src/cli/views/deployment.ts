import { shortDigest } from '../../kernel/index.ts';
import type { Deployment, Operations } from '../../platform/index.ts';
import type { Terminal } from '../terminal.ts';
import type { ViewMeans } from './view.ts';

/** Which releases the traffic goes to. */
export function showDeployment(deployment: Deployment, { terminal }: { readonly terminal: Terminal }): void {
  terminal.line(`${terminal.style.bold(deployment.name)} (policy ${deployment.policyVersion})`);
  terminal.table(
    ['role', 'release', 'share of units'],
    [
      ['champion', shortDigest(deployment.champion), `${Math.round(100 * (1 - (deployment.challenger?.share ?? 0)))} %`],
      ...(deployment.challenger ? [['challenger', shortDigest(deployment.challenger.release), `${Math.round(100 * deployment.challenger.share)} %`]] : []),
      ...deployment.shadows.map((shadow) => ['shadow', shortDigest(shadow), null]),
    ],
  );
}

/** What became of a challenger, and which releases the traffic goes to now. */
export async function showTransition(moved: Operations['loop.approve']['output'], { terminal, ask }: ViewMeans<'loop.approve'>): Promise<void> {
  terminal.line(`${shortDigest(moved.release)} ${moved.from} → ${moved.to}: ${moved.why}`);
  showDeployment(await ask('deploy.show'), { terminal });
}
