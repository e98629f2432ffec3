import { formatDay, shortDigest } from '../../kernel/index.ts';
import type { DatasetDiff, DatasetVersion } from '../../platform/index.ts';
import { findOne } from '../find-one.ts';
import { invoke } from '../open-project.ts';
import { readInstant } from '../read-instant.ts';
import type { Session } from '../session.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';

const listVersions = (session: Session): Promise<DatasetVersion[]> => invoke<DatasetVersion[]>(session, 'data.list');

/** Lists dataset versions with what their contracts said. */
export async function dataList(session: Session): Promise<void> {
  const versions = await listVersions(session);
  session.terminal.json(versions);
  session.terminal.table(
    ['version', 'dataset', 'rows', 'from', 'to', 'contract', 'set aside'],
    versions.map((version) => {
      const { parts } = version.manifest;
      return [
        shortDigest(version.id),
        version.manifest.dataset,
        formatCount(version.rows),
        formatDay(parts[0]!.interval.from),
        formatDay(parts.at(-1)!.interval.to),
        version.contract.verdict,
        version.contract.dropped,
      ];
    }),
  );
}

/** Shows one version: its parts, and each failed test with examples. */
export async function dataShow(session: Session, name: string): Promise<void> {
  const { terminal } = session;
  const versions = await listVersions(session);
  const id = findOne(
    'dataset version',
    name,
    versions.map((v) => v.id),
  );
  const version = versions.find((v) => v.id === id)!;
  terminal.json(version);
  terminal.line(`${terminal.style.bold(version.manifest.dataset)} ${version.id}`);
  terminal.table(
    ['part', 'from', 'to', 'rows'],
    version.manifest.parts.map((part) => [shortDigest(part.blob), formatDay(part.interval.from), formatDay(part.interval.to), formatCount(part.rows)]),
  );
  showFailures(terminal, version);
}

/** Prints what a contract found, with example rows. */
export function showFailures(terminal: Terminal, version: DatasetVersion): void {
  if (version.contract.failures.length === 0) terminal.line(terminal.style.good('the contract holds'));
  for (const failure of version.contract.failures) {
    terminal.line(`${failure.severity === 'error' ? terminal.style.bad('✗') : terminal.style.warn('!')} ${failure.message}`);
    for (const example of failure.examples)
      terminal.line(
        terminal.style.dim(
          `    ${Object.entries(example)
            .map(([k, v]) => `${k}=${k === 'at' || k.endsWith('_at') || k === 'departure' ? showInstant(v) : String(v)}`)
            .join('  ')}`,
        ),
      );
  }
}

const showInstant = (value: unknown): string => (typeof value === 'number' ? new Date(value).toISOString().slice(0, 16) : String(value));

/** Shows what changed between two versions in rows, columns and distributions. */
export async function dataDiff(session: Session, from: string, to: string): Promise<void> {
  const ids = (await listVersions(session)).map((v) => v.id);
  const diff = await invoke<DatasetDiff>(session, 'data.diff', { from: findOne('dataset version', from, ids), to: findOne('dataset version', to, ids) });
  session.terminal.json(diff);
  showDiff(session.terminal, diff);
}

/** Prints a diff as a table, the columns that changed most first. */
export function showDiff(terminal: Terminal, diff: DatasetDiff): void {
  terminal.line(
    `rows: ${formatCount(diff.before.rows)} → ${formatCount(diff.after.rows)} (+${formatCount(diff.rows.added)} −${formatCount(diff.rows.removed)}); columns: +${diff.columns.added.length} −${diff.columns.removed.length}`,
  );
  terminal.line(terminal.style.dim(`distributions of ${diff.compared}, most changed first`));
  terminal.table(
    ['column', 'distance', 'mean before', 'mean after', 'min after', 'max after', 'new values', 'gone values'],
    diff.distributions.map((c) => [
      c.name,
      formatNumber(c.totalVariation),
      formatNumber(c.mean.before, 1),
      formatNumber(c.mean.after, 1),
      formatNumber(c.min.after, 0),
      formatNumber(c.max.after, 0),
      c.appeared.values,
      c.vanished.values,
    ]),
  );
}

/** Adds the source's rows of an interval as a new version. */
export async function dataIngest(session: Session, dataset: string, options: { readonly from: string; readonly to: string }): Promise<void> {
  const interval = { from: readInstant('--from', options.from), to: readInstant('--to', options.to) };
  const version = await invoke<DatasetVersion>(session, 'data.ingest', { dataset, ...interval });
  session.terminal.json(version);
  session.terminal.line(`${shortDigest(version.id)}: ${formatCount(version.rows)} rows, ${version.contract.dropped} set aside`);
  showFailures(session.terminal, version);
}
