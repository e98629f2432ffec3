import type { Digest } from '../kernel/index.ts';
import type { Blobs } from '../store/index.ts';
import type { LeftOut } from './run-schema.ts';
import type { Run } from './run.ts';
import type { ExcludedRows, Exclusion, SnapshotManifest } from './steps/snapshot.store.ts';

/** As the first manifests were written: without counts of each stretch, and whole stretches alone. */
type Written = Omit<SnapshotManifest, 'excluded'> & { readonly excluded: readonly (Exclusion & Partial<Pick<ExcludedRows, 'rows' | 'byFinding' | 'unmatched' | 'unasked'>>)[] };

/** What a training left out and why, as the manifest of its snapshot says; null when it took none. */
export async function readLeftOut(blobs: Blobs, run: Run): Promise<LeftOut | null> {
  const digest = run.artifacts['snapshot/manifest'] as Digest | undefined;
  if (digest === undefined) return null;
  const { available, leftOut, excluded } = JSON.parse(Buffer.from(await blobs.get(digest)).toString('utf8')) as Written;
  const stretches = excluded.map(({ from, to, rows = 0, why, findings = [], held, byFinding = [], unmatched = false, unasked = false }): LeftOut['stretches'][number] => ({
    from,
    to,
    scope: held === undefined || unmatched || unasked ? 'window' : 'rows',
    rows,
    why: unmatched ? `${why}; its rows are not found by their key, so all of it` : unasked ? `${why}; most of its rows were never asked about, so all of it` : why,
    findings: [...findings],
    byFinding: [...byFinding],
  }));
  return { rows: leftOut, of: available + leftOut, stretches, included: (run.params['included'] as LeftOut['included'] | undefined) ?? null };
}
