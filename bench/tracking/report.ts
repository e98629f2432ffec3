import { figure, renderCells } from '../print-table.ts';
import type { CaseFigures } from './measure-case.ts';
import { SERVERS, type ServerName } from './servers.ts';
import type { GrowthFigures } from './ten-million.ts';

/** How a server began. */
export interface Beginning {
  readonly version: string;
  readonly startSeconds: number;
  readonly processes: number;
  /** Megabytes when it had answered nothing but whether it is there. */
  readonly idle: number;
  readonly runSeconds: number;
  readonly historySeconds: number;
}

/** All that one run of the benchmark found; a server is missing where it was not measured. */
export interface Report {
  readonly machine: string;
  readonly command: string;
  readonly beginnings: ReadonlyMap<ServerName, Beginning>;
  readonly cases: readonly { readonly title: string; readonly found: ReadonlyMap<ServerName, CaseFigures> }[];
  readonly growth: ReadonlyMap<ServerName, GrowthFigures>;
}

/** What is promised of each case: so many times a peer's throughput, at a lower p99 and with less memory. */
const GOALS: Readonly<Partial<Record<ServerName, number>>> = { MLflow: 20, FastTrackML: 1.5 };

/** The report as Markdown. */
export const renderReport = (report: Report): string =>
  [
    `${[...report.beginnings].map(([name, { version }]) => `${name} ${version}`).join(', ')}. ${report.machine}. \`${report.command}\``,
    renderSummary(report),
    '### Start',
    renderBeginnings(report.beginnings),
    ...report.cases.flatMap(({ title, found }) => [`### ${title}`, renderCase(found)]),
    ...(report.growth.size > 0 ? ['### Many points', renderGrowth(report.growth)] : []),
  ].join('\n\n');

function renderSummary({ cases }: Report): string {
  const peers = SERVERS.filter((name) => GOALS[name] !== undefined);
  const heads = ['', ...peers.flatMap((peer) => [`throughput, × ${peer}`, `CPU, ${peer} ÷ Capstan`]), 'missed'];
  const rows = cases.flatMap(({ title, found }) => {
    const ours = found.get('Capstan');
    if (ours === undefined) return [];
    const cells = peers.flatMap((peer) => {
      const theirs = found.get(peer);
      return theirs === undefined ? ['', ''] : [figure(ours.rate / theirs.rate), figure(theirs.serverCpu / ours.serverCpu)];
    });
    return [[title, ...cells, peers.flatMap((peer) => missedOf(ours, { peer, theirs: found.get(peer) })).join(', ')]];
  });
  return rows.length > 0 ? renderCells(heads, rows) : 'Capstan was not measured.';
}

function missedOf(ours: CaseFigures, { peer, theirs }: { peer: ServerName; theirs: CaseFigures | undefined }): readonly string[] {
  if (theirs === undefined || theirs.requests === 0) return [];
  const goal = GOALS[peer]!;
  return [
    ...(ours.rate >= goal * theirs.rate ? [] : [`${goal} × ${peer}`]),
    ...(ours.p99 < theirs.p99 ? [] : [`p99 of ${peer}`]),
    ...(ours.megabytes < theirs.megabytes ? [] : [`memory of ${peer}`]),
  ];
}

const renderBeginnings = (beginnings: Report['beginnings']): string =>
  renderCells(
    ['', 'first answer after s', 'processes', 'memory MB, idle', '23,500 runs seeded in s', '100,000 points logged in s'],
    [...beginnings].map(([name, of]) => [name, ...[of.startSeconds, of.processes, of.idle, of.runSeconds, of.historySeconds].map(figure)]),
  );

/** The figures of one case, with what went wrong below. */
export function renderCase(found: ReadonlyMap<ServerName, CaseFigures>): string {
  const heads = ['', 'req/s', 'p50 ms', 'p99 ms', 'max ms', 'server CPU ms/req', 'client CPU ms/req', 'memory MB', 'requests', 'errors'];
  const rows = [...found].map(([name, of]) => [
    name,
    ...[of.rate, of.p50, of.p99, of.max, of.serverCpu, of.clientCpu, of.megabytes].map(figure),
    String(of.requests),
    String(Object.values(of.errors).reduce((sum, count) => sum + count, 0)),
  ]);
  const wrong = [...found].flatMap(([name, { errors }]) => Object.entries(errors).map(([text, count]) => `- ${name}: ${count} × ${text}`));
  return [renderCells(heads, rows), ...(wrong.length > 0 ? ['', ...wrong] : [])].join('\n');
}

function renderGrowth(growth: Report['growth']): string {
  const heads = ['', 'points', 'points/s', 'bytes per point', 'history of one metric', 'search meanwhile, p50 ms', 'memory MB'];
  const rows = [...growth].map(([name, of]) => [
    name,
    ...[of.points, of.pointsPerSecond, of.bytesPerPoint].map(figure),
    `${figure(of.history.points)} points in ${figure(of.history.milliseconds)} ms`,
    ...[of.search, of.megabytes].map(figure),
  ]);
  const wrong = [...growth].flatMap(([name, { errors }]) => errors.map((text) => `- ${name}: ${text}`));
  return [renderCells(heads, rows), ...(wrong.length > 0 ? ['', ...wrong] : [])].join('\n');
}
