import { formatDay, shortDigest } from '../../kernel/index.ts';
import type { Operations } from '../../platform/index.ts';
import type { Terminal } from '../terminal.ts';

/** Releases in the order of making. */
export function showReleases(list: Operations['releases.list']['output'], { terminal }: { readonly terminal: Terminal }): void {
  terminal.table(
    ['release', 'kind', 'trained until', 'run', 'parent', 'note'],
    list.map((r) => [shortDigest(r.id), r.kind, formatDay(r.trainedUntil), r.run, r.parent === null ? null : shortDigest(r.parent), r.note.slice(0, 70)]),
  );
}

/** One release and its parts. */
export function showRelease(release: Operations['releases.show']['output'], { terminal }: { readonly terminal: Terminal }): void {
  terminal.line(`${terminal.style.bold(release.id)}\n${release.note}`);
  terminal.table(
    ['part', 'digest'],
    Object.entries(release.manifest).filter(([, value]) => value.startsWith('sha256:')),
  );
  const { mlflow } = release;
  if (mlflow === null) return;
  const packages = Object.entries(mlflow.packages).map(([name, version]) => `${name} ${version ?? '(not installed)'}`);
  terminal.line(`runs in Python ${mlflow.python} (${mlflow.flavors.join(', ')}); its scores are ${mlflow.scores}`);
  terminal.line(`with ${packages.join(', ')}`);
}
