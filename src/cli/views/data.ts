import { formatDay, formatExactInstant, shortDigest } from '../../kernel/index.ts';
import type { CheckedAnswer, DatasetDiff, DriftReport, VersionBrief, VersionDetails, WrittenContract } from '../../platform/index.ts';
import { formatCount, formatNumber, sayTimeOfDay, type Terminal } from '../terminal.ts';
import type { ViewMeans } from './view.ts';

/** Dataset versions with what their contracts said. */
export function showVersions(versions: readonly VersionBrief[], { terminal }: { readonly terminal: Terminal }): void {
  if (versions.length === 0) return terminal.line('no data has been ingested yet; `capstan run` does it, or `capstan data ingest`');
  terminal.table(
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

/** One version: its parts, and each failed test with examples. */
export function showVersion(version: VersionDetails, { terminal }: { readonly terminal: Terminal }): void {
  terminal.line(`${terminal.style.bold(version.dataset)} ${version.id}: ${formatCount(version.rows)} rows, ${formatCount(version.dropped)} set aside`);
  terminal.table(
    ['part', 'from', 'to', 'rows'],
    version.manifest.parts.map((part) => [shortDigest(part.blob), formatDay(part.interval.from), formatDay(part.interval.to), formatCount(part.rows)]),
  );
  showFailures(terminal, version);
}

/** A version that was made just now; one that begins anew says what that means. */
export function showIngested(version: VersionDetails, means: { readonly terminal: Terminal }): void {
  showVersion(version, means);
  if (version.parent !== null || version.number === 1) return;
  means.terminal.line(
    `${means.terminal.style.warn('!')} it begins anew, and is the newest now: the next training goes on from it, and learns from none of the versions before; to go on from one of those: capstan data ingest ${version.dataset} --from … --to … --parent <version>`,
  );
}

/** What a contract said of a table. */
export function showChecked(checked: CheckedAnswer, { terminal }: { readonly terminal: Terminal }): void {
  const { style } = terminal;
  const verdict = { passed: style.good('passed'), warned: style.warn('warned'), failed: style.bad('failed') }[checked.verdict];
  const aside = checked.dropped > 0 ? `, ${formatCount(checked.dropped)} set aside` : '';
  terminal.line(`${style.bold(checked.table)} by ${checked.contract}: ${verdict}, ${formatCount(checked.rows)} rows${aside}`);
  if (checked.rows === 0) terminal.line(style.warn('there are no rows that could break it: a test `volume` of the contract says how many there must be'));
  showFailures(terminal, { contract: checked, manifest: checked });
}

/** A contract as a file to keep, ready for `> contracts/flights.ts`; what there is to say of it comes after, as comments. */
export function showWrittenContract({ text, notes }: WrittenContract, { terminal, input }: { readonly terminal: Terminal; readonly input: { readonly format?: string } }): void {
  terminal.line(text.trimEnd());
  // JSON has no comments.
  if (input.format !== 'json') for (const note of notes) terminal.line(`// ${note}`);
}

/** The verdict on a batch, then the columns that changed, worst first. */
export function showDrift(report: DriftReport, { terminal }: { readonly terminal: Terminal }): void {
  const { style } = terminal;
  const verdict = { steady: style.good('steady'), mixed: style.warn('another mix, and nothing else'), changed: style.bad('changed') }[report.verdict];
  const rows = `${formatCount(report.rows.current)} ${report.rows.current === 1 ? 'row' : 'rows'} against ${formatCount(report.rows.reference)}`;
  terminal.line(`${style.bold(report.current)} beside ${report.reference}: ${verdict}, ${rows}, ${formatCount(report.tests)} tests, false alarm ${100 * report.falseAlarm} %`);
  if (report.history !== null) {
    const { message, leftOut, explained } = report.history;
    terminal.line(style.dim(message));
    for (const { table, why } of leftOut) terminal.line(`${style.warn('?')} ${table} was left out: ${why}`);
    if (explained.length > 0) terminal.line(style.dim(`Natural for such batches: what the tests found in ${explained.join(', ')}`));
  }
  for (const { column, why } of report.unmatched) terminal.line(`${style.warn('?')} ${column} cannot be compared: ${why}`);
  for (const { kind, why } of report.silent) terminal.line(style.dim(`No test of ${kind} changes: ${why}`));
  for (const change of report.changes) {
    terminal.line(
      `${change.kind === 'mix' ? style.warn('!') : style.bad('✗')} ${change.message} ${style.dim(`(${change.kind}, p ${change.p < 1e-6 ? '< 1e-6' : `= ${Number(change.p.toPrecision(2))}`})`)}`,
    );
    if (change.positions.length > 0)
      terminal.line(style.dim(`    ${formatCount(change.rows)} rows, from 0: ${change.positions.slice(0, 8).join(', ')}${change.rows > 8 ? ', …' : ''}`));
    if (change.also.length > 0) terminal.line(style.dim(`    also: ${change.also.join(', ')}`));
    terminal.line(style.dim(`    perhaps: ${change.cause}`));
    terminal.line(style.dim(`    → ${change.remedy}`));
  }
  if (report.advice !== null) terminal.line(style.dim(report.advice));
  if (report.segments !== null) {
    terminal.line('');
    terminal.table(
      [report.segments.column, 'rows', 'in the reference', 'changed within'],
      report.segments.values.map(({ value, rows, referenceRows, judged, changed }) => [
        value,
        formatCount(rows),
        formatCount(referenceRows),
        judged ? changed.join(', ') : style.dim('too few rows to be judged by itself'),
      ]),
    );
  }
}

/** Prints what a contract found, with example rows, and what it could not judge. */
export function showFailures(
  terminal: Terminal,
  version: { readonly manifest: Pick<VersionDetails['manifest'], 'schema'>; readonly contract: Pick<VersionDetails['contract'], 'failures' | 'skipped'> },
): void {
  const { failures, skipped = [] } = version.contract;
  if (failures.length === 0) terminal.line(terminal.style.good('the contract holds'));
  const instants = new Set(version.manifest.schema.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  for (const failure of failures) {
    const owner = failure.owner === undefined ? '' : terminal.style.dim(`  (ask ${failure.owner})`);
    terminal.line(`${failure.severity === 'error' ? terminal.style.bad('✗') : terminal.style.warn('!')} ${failure.message}${owner}`);
    if (failure.description !== undefined) terminal.line(terminal.style.dim(`    ${failure.description}`));
    for (const example of failure.examples) {
      const cells = Object.entries(example).map(([name, value]) => `${name}=${showValue(value, instants.has(name))}`);
      terminal.line(terminal.style.dim(`    ${cells.join('  ')}`));
    }
  }
  for (const { test, why } of skipped) terminal.line(`${terminal.style.warn('?')} ${test} was not judged: ${why}`);
}

function showValue(value: unknown, isInstant = false): string {
  if (value === null) return '–';
  if (typeof value === 'number') return isInstant ? formatExactInstant(value) : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The rows that the contract set aside when a version was made, as they came. */
export async function showQuarantined(rows: readonly Readonly<Record<string, unknown>>[], { terminal, input, ask }: ViewMeans<'data.quarantined'>): Promise<void> {
  const [first] = rows;
  if (!first) return terminal.line('the contract set no row aside');
  const details = await ask('data.show', { version: input.version });
  const instants = new Set(details.manifest.schema.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  const names = Object.keys(first);
  terminal.table(
    names,
    rows.map((row) => names.map((column) => showValue(row[column], instants.has(column)))),
  );
  if (rows.length < details.dropped) terminal.line(terminal.style.dim(`${rows.length} of ${details.dropped}; --limit shows more`));
}

/** Rows by their key: how many differ, in which columns, and examples. */
function showRowsByKey(terminal: Terminal, rows: NonNullable<DatasetDiff['byKey']>): void {
  terminal.line(`by ${rows.key}: ${formatCount(rows.added)} added, ${formatCount(rows.removed)} removed, ${formatCount(rows.changed)} changed`);
  if (rows.unnamed > 0)
    terminal.line(
      terminal.style.warn(
        `  ${formatCount(rows.unnamed)} rows have no ${rows.key}, or one that is there more than once, and are left out: --key names a column that tells each row`,
      ),
    );
  if (rows.columns.length > 0) terminal.line(`  changed in ${rows.columns.map(({ name, rows: n }) => `${name} (${formatCount(n)})`).join(', ')}`);
  for (const one of rows.examples.changed)
    terminal.line(terminal.style.dim(`  ~ ${one.key}  ${one.columns.map(({ name, before, after }) => `${name}: ${showValue(before)} → ${showValue(after)}`).join('  ')}`));
  for (const [sign, examples] of [
    ['+', rows.examples.added],
    ['−', rows.examples.removed],
  ] as const)
    for (const row of examples.slice(0, 2))
      terminal.line(
        terminal.style.dim(
          `  ${sign} ${Object.entries(row)
            .map(([name, value]) => `${name}=${showValue(value)}`)
            .join('  ')}`,
        ),
      );
}

/** Prints a diff as a table, the columns that changed most first. */
export function showDiff(terminal: Terminal, diff: DatasetDiff): void {
  terminal.line(`rows: ${formatCount(diff.before.rows)} → ${formatCount(diff.after.rows)} (+${formatCount(diff.rows.added)} −${formatCount(diff.rows.removed)})`);
  const { added, removed, changed } = diff.columns;
  if (added.length > 0) terminal.line(`columns added: ${added.join(', ')}`);
  if (removed.length > 0) terminal.line(`columns removed: ${removed.join(', ')}`);
  if (changed.length > 0) terminal.line(`columns of another kind: ${changed.map(({ name, before, after }) => `${name} (${before} → ${after})`).join(', ')}`);
  if (diff.byKey) showRowsByKey(terminal, diff.byKey);
  if (diff.distributions.length === 0) return terminal.line(terminal.style.dim('no column of both has values that can be compared'));
  terminal.line(terminal.style.dim(`distributions of ${diff.compared}, most changed first`));
  terminal.table(
    ['column', 'distance', 'mean before', 'mean after', 'min after', 'max after', 'new values', 'gone values'],
    diff.distributions.map((c) => [
      c.name,
      formatNumber(c.totalVariation),
      tellOf(c, c.mean.before),
      tellOf(c, c.mean.after),
      tellOf(c, c.min.after),
      tellOf(c, c.max.after),
      c.appeared.values,
      c.vanished.values,
    ]),
  );
  const instants = diff.distributions.flatMap(({ name, span }) => (span === undefined ? [] : [{ name, span }]));
  if (instants.length === 0) return;
  terminal.line(terminal.style.dim('of instants: the time of day, UTC; from the first to the last:'));
  for (const { name, span } of instants) terminal.line(`  ${name}: ${spanText(span.before)} → ${spanText(span.after)}`);
}

const spanText = (span: { readonly from: number; readonly to: number } | null): string =>
  span === null ? 'none' : `${formatExactInstant(span.from)} … ${formatExactInstant(span.to)}`;

const DIGITS = 5;

/** A number of a distribution; of instants it is minutes of the day. */
const tellOf = ({ kind }: DatasetDiff['distributions'][number], value: number | null): string =>
  value === null ? '–' : kind === 'timestamp' ? sayTimeOfDay(value) : String(Number(value.toPrecision(DIGITS)));
