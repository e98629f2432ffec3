import { formatDay, shortDigest } from '../../kernel/index.ts';
import { findOne } from '../find-one.ts';
import { invoke } from '../open-project.ts';
import type { Session } from '../session.ts';

/** Lists releases, or shows one by the beginning of its digest. */
export async function releases(session: Session, name: string | undefined): Promise<void> {
  const { terminal } = session;
  const list = await invoke(session, 'releases.list');
  if (name === undefined) {
    terminal.json(list);
    terminal.table(
      ['release', 'kind', 'trained until', 'run', 'parent', 'note'],
      list.map((r) => [shortDigest(r.id), r.kind, formatDay(r.trainedUntil), r.run, r.parent === null ? null : shortDigest(r.parent), r.note.slice(0, 70)]),
    );
    return;
  }
  const release = await invoke(session, 'releases.show', {
    release: findOne(
      'release',
      name,
      list.map((r) => r.id),
    ),
  });
  terminal.json(release);
  terminal.line(`${terminal.style.bold(release.id)}\n${release.note}`);
  terminal.table(
    ['part', 'digest'],
    Object.entries(release.manifest).filter(([, value]) => value.startsWith('sha256:')),
  );
}

/** Makes a release the champion, at once and on a person's word; or shows where traffic goes. */
export async function deploy(session: Session, name: string | undefined, options: { readonly why?: string }): Promise<void> {
  const { terminal } = session;
  if (name !== undefined) {
    const list = await invoke(session, 'releases.list');
    await invoke(session, 'deploy.set', {
      release: findOne(
        'release',
        name,
        list.map((r) => r.id),
      ),
      why: options.why ?? 'deployed by hand',
    });
  }
  await showDeployment(session, terminal);
}

/** Goes back to the champion before this one. */
export async function rollback(session: Session, options: { readonly why?: string }): Promise<void> {
  await invoke(session, 'deploy.rollback', { why: options.why ?? 'rolled back by hand' });
  await showDeployment(session, session.terminal);
}

/** Promotes the challenger that has passed its trial and waits for a person's word. */
export async function approve(session: Session, options: { readonly why?: string }): Promise<void> {
  const { advancedTo } = await invoke(session, 'loop.status');
  await invoke(session, 'loop.approve', { at: advancedTo ?? 0, ...(options.why !== undefined && { why: options.why }) });
  await showDeployment(session, session.terminal);
}

async function showDeployment(session: Session, terminal: Session['terminal']): Promise<void> {
  const deployment = await invoke(session, 'deploy.show');
  terminal.json(deployment);
  if (!deployment) return terminal.line('nothing is deployed; make a first release with `capstan run --release`');
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
