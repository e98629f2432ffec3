import { breakingRows, checkRows, type Contract, type ContractFailure, windowContract } from '../../data/index.ts';
import type { Digest, Interval } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import { remedyFor } from '../diagnosis/describe-finding.ts';
import { continueFinding } from '../continue-finding.ts';
import type { Finding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';

/**
 * Judges a window's requests by what of their contract no single one can break: shares, keys, aggregates, distributions. Findings of kind `contract`, one a column; an `error` pages.
 * Reads the window's requests only when the contract has such tests.
 */
export async function judgeContract(
  monitor: MonitorMeans,
  about: { readonly deployment: string; readonly interval: Interval; readonly previous: readonly Finding[]; readonly release: Digest },
): Promise<Finding[]> {
  const { release, interval } = about;
  const loaded = await monitor.releases.load(release);
  const contract = windowContract(loaded.inputContract);
  if (contract === null) return [];
  const units = (await monitor.serve.units({ interval })).filter((unit) => unit.release === release);
  if (units.length === 0) return [];
  const { failures, rows } = await checkRows(
    monitor.means,
    units.map((unit) => unit.inputs),
    { contract, surroundings: { now: interval.to, reference: loaded.reference.inputs } },
  );
  const byColumn = new Map<string, ContractFailure[]>();
  for (const failure of failures) {
    const column = columnOf(contract, failure);
    byColumn.set(column, [...(byColumn.get(column) ?? []), failure]);
  }
  return [...byColumn].map(([column, broken]) => {
    const isPage = broken.some((failure) => failure.severity === 'error');
    const owners = [...new Set(broken.flatMap((failure) => failure.owner ?? []))];
    return continueFinding(about, {
      release,
      kind: 'contract',
      column,
      urgency: isPage ? 'page' : 'notice',
      effect: Math.max(...broken.map((failure) => Math.min(1, failure.fraction))),
      natural: 0,
      p: 0,
      rows,
      harm: null,
      message: `The requests of the window break their contract: ${broken.map((failure) => failure.message).join('; ')}.${owners.length > 0 ? ` To be asked: ${owners.join(', ')}.` : ''}`,
      remedy: remedyFor('contract', column, interval.from),
    });
  });
}

/** A failure that is not about a column of the contract is about the window. */
const columnOf = ({ columns }: Contract, { column }: ContractFailure): string => (Object.hasOwn(columns, column) ? column : '*');

/** The units whose requests break what a finding of kind `contract` is about; null when one of its tests is not about single requests, such as a share or an aggregate. */
export async function breakingUnits(
  monitor: Pick<MonitorMeans, 'means' | 'releases'>,
  { release, column, window }: Finding,
  units: readonly Unit[],
): Promise<readonly Unit[] | null> {
  const loaded = await monitor.releases.load(release);
  const contract = windowContract(loaded.inputContract);
  if (contract === null) return null;
  const own = units.filter((unit) => unit.release === release);
  const positions = await breakingRows(
    monitor.means,
    own.map((unit) => unit.inputs),
    {
      contract,
      surroundings: { now: window.to, reference: loaded.reference.inputs },
      which: (failure) => failure.severity === 'error' && columnOf(contract, failure) === column,
    },
  );
  return positions && positions.map((row) => own[row]!);
}
