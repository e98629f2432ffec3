import { formatDay, formatInstant, shortDigest } from '../../kernel/index.ts';
import type { DatasetDiff, VersionBrief, VersionDetails } from '../../platform/index.ts';
import { findOne } from '../find-one.ts';
import { invoke } from '../open-project.ts';
import { readInstant } from '../read-instant.ts';
import type { Session } from '../session.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';

const listVersions = (session: Session, dataset?: string): Promise<readonly VersionBrief[]> =>
  invoke(session, 'data.list', { limit: 1_000, ...(dataset !== undefined && { dataset }) });

/** The version whose id begins so, or the newest of the dataset of this name. */
async function findVersion(session: Session, text: string): Promise<string> {
  const versions = await listVersions(session);
  const newest = versions.find((version) => version.dataset === text);
  if (newest) return newest.id;
  const ids = versions.map((version) => version.id);
  return findOne('dataset version', text, ids);
}

/** Lists dataset versions with what their contracts said. */
export async function dataList(session: Session): Promise<void> {
  const versions = await listVersions(session);
  session.terminal.json(versions);
  if (versions.length === 0) return session.terminal.line('no data has been ingested yet; `capstan run` does it, or `capstan data ingest`');
  session.terminal.table(
    ['version', 'dataset', 'rows', 'from', 'to', 'contract', 'set aside'],
    versions.map((version) => [
      shortDigest(version.id),
      version.dataset,
      formatCount(version.rows),
      formatDay(version.from),
      formatDay(version.to),
      version.verdict,
      version.dropped,
    ]),
  );
}

/** Shows one version: its parts, and each failed test with examples. */
export async function dataShow(session: Session, name: string): Promise<void> {
  const version = await invoke(session, 'data.show', { version: await findVersion(session, name) });
  session.terminal.json(version);
  showVersion(session.terminal, version);
}

function showVersion(terminal: Terminal, version: VersionDetails): void {
  terminal.line(`${terminal.style.bold(version.dataset)} ${version.id}: ${formatCount(version.rows)} rows, ${formatCount(version.dropped)} set aside`);
  terminal.table(
    ['part', 'from', 'to', 'rows'],
    version.manifest.parts.map((part) => [shortDigest(part.blob), formatDay(part.interval.from), formatDay(part.interval.to), formatCount(part.rows)]),
  );
  showFailures(terminal, version);
}

/** Prints what a contract found, with example rows. */
export function showFailures(terminal: Terminal, version: Pick<VersionDetails, 'manifest' | 'contract'>): void {
  const { failures } = version.contract;
  if (failures.length === 0) terminal.line(terminal.style.good('the contract holds'));
  const instants = new Set(version.manifest.schema.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  for (const failure of failures) {
    terminal.line(`${failure.severity === 'error' ? terminal.style.bad('✗') : terminal.style.warn('!')} ${failure.message}`);
    for (const example of failure.examples) {
      const cells = Object.entries(example).map(([name, value]) => `${name}=${showValue(value, instants.has(name))}`);
      terminal.line(terminal.style.dim(`    ${cells.join('  ')}`));
    }
  }
}

function showValue(value: unknown, isInstant: boolean): string {
  if (value === null) return '–';
  if (typeof value === 'number') return isInstant ? formatInstant(value) : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Shows the rows that the contract set aside when a version was made, as they came. */
export async function dataQuarantined(session: Session, name: string, options: { readonly limit?: number }): Promise<void> {
  const { terminal } = session;
  const version = await findVersion(session, name);
  const rows = await invoke(session, 'data.quarantined', { version, limit: options.limit ?? 100 });
  terminal.json(rows);
  const [first] = rows;
  if (!first) return terminal.line('the contract set no row aside');
  const details = await invoke(session, 'data.show', { version });
  const instants = new Set(details.manifest.schema.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  const names = Object.keys(first);
  terminal.table(
    names,
    rows.map((row) => names.map((column) => showValue(row[column], instants.has(column)))),
  );
  if (rows.length < details.dropped) terminal.line(terminal.style.dim(`${rows.length} of ${details.dropped}; --limit shows more`));
}

/** Shows what changed between two versions in rows, columns and distributions. */
export async function dataDiff(session: Session, before: string, after: string): Promise<void> {
  const diff = await invoke(session, 'data.diff', { before: await findVersion(session, before), after: await findVersion(session, after) });
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

/** Adds the source's rows of an interval to the newest version (or, alone, begins anew) as a new version. */
export async function dataIngest(session: Session, dataset: string, options: { readonly from: string; readonly to: string; readonly alone?: boolean }): Promise<void> {
  const interval = { from: readInstant('--from', options.from), to: readInstant('--to', options.to) };
  const made = await invoke(session, 'data.ingest', { dataset, ...interval, ...(options.alone && { alone: true }) });
  const version = await invoke(session, 'data.show', { version: made.id });
  session.terminal.json(version);
  showVersion(session.terminal, version);
}
