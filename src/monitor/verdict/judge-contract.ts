import { breakingRows, checkRows, type Contract, type ContractFailure, type TableProfile, windowContract } from '../../data/index.ts';
import type { Digest, Interval } from '../../kernel/index.ts';
import type { LoadedRelease } from '../../release/index.ts';
import type { Unit } from '../../serve/index.ts';
import { remedyFor } from '../diagnosis/describe-finding.ts';
import { continueFinding } from '../continue-finding.ts';
import type { Finding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';

/** One of the two contracts of a release as a window is judged by it. */
interface Side {
  /** What of it only a window can break. */
  readonly contract: Contract;
  readonly says: string;
  /** The rows of units; those that were refused have no answer. */
  readonly units: (of: readonly Unit[]) => readonly Unit[];
  readonly rowOf: (unit: Unit) => Readonly<Record<string, unknown>>;
  /** The column that a failure is about; what is about no column of it is about the window, or about the score. */
  readonly columnOf: (failure: ContractFailure) => string;
  readonly reference: TableProfile;
}

const ANSWER = ['score', 'decision'];

/** The contracts of requests and of answers, as far as they have tests that no single one can break. */
function sidesOf({ inputContract, outputContract, reference }: LoadedRelease): Side[] {
  const [inputs, outputs] = [windowContract(inputContract), windowContract(outputContract)];
  const sides: Side[] = [];
  if (inputs !== null)
    sides.push({
      contract: inputs,
      says: 'requests',
      units: (of) => of,
      rowOf: (unit) => unit.inputs,
      columnOf: ({ column }) => (Object.hasOwn(inputs.columns, column) ? column : '*'),
      reference: reference.inputs,
    });
  if (outputs !== null)
    sides.push({
      contract: outputs,
      says: 'answers',
      units: (of) => of.filter((unit) => unit.score !== null),
      rowOf: ({ inputs: given, score, decision }) => ({ ...given, score, decision }),
      columnOf: ({ column }) => (ANSWER.includes(column) ? column : 'score'),
      reference: { ...reference.inputs, columns: [...reference.inputs.columns, reference.score] },
    });
  return sides;
}

/**
 * Judges a window's requests and answers by what of their contracts no single one can break: shares, keys, aggregates, distributions. Findings of kind `contract`, one a column; an `error` pages.
 * Reads the window only when a contract has such tests.
 */
export async function judgeContract(
  monitor: MonitorMeans,
  about: { readonly deployment: string; readonly interval: Interval; readonly previous: readonly Finding[]; readonly release: Digest },
): Promise<Finding[]> {
  const { release, interval } = about;
  const sides = sidesOf(await monitor.releases.load(release));
  if (sides.length === 0) return [];
  const all = (await monitor.serve.units({ interval })).filter((unit) => unit.release === release);
  const findings: Finding[] = [];
  for (const { contract, says, units, rowOf, columnOf, reference } of sides) {
    const own = units(all);
    if (own.length === 0) continue;
    const { failures, rows } = await checkRows(monitor.means, own.map(rowOf), { contract, surroundings: { now: interval.to, reference } });
    const byColumn = new Map<string, ContractFailure[]>();
    for (const failure of failures) byColumn.set(columnOf(failure), [...(byColumn.get(columnOf(failure)) ?? []), failure]);
    for (const [column, broken] of byColumn) {
      const isPage = broken.some((failure) => failure.severity === 'error');
      const owners = [...new Set(broken.flatMap((failure) => failure.owner ?? []))];
      findings.push(
        continueFinding(about, {
          release,
          kind: 'contract',
          column,
          urgency: isPage ? 'page' : 'notice',
          effect: Math.max(...broken.map((failure) => Math.min(1, failure.fraction))),
          natural: 0,
          p: 0,
          rows,
          harm: null,
          message: `The ${says} of the window break their contract: ${broken.map((failure) => failure.message).join('; ')}.${owners.length > 0 ? ` To be asked: ${owners.join(', ')}.` : ''}`,
          remedy: remedyFor('contract', column, interval.from),
        }),
      );
    }
  }
  return findings;
}

/** The units that break what a finding of kind `contract` is about; null when one of its tests is not about single ones, such as a share or an aggregate. */
export async function breakingUnits(
  monitor: Pick<MonitorMeans, 'means' | 'releases'>,
  { release, column, window }: Finding,
  units: readonly Unit[],
): Promise<readonly Unit[] | null> {
  const sides = sidesOf(await monitor.releases.load(release));
  const side = sides.find(({ says }) => says === (ANSWER.includes(column) ? 'answers' : 'requests'));
  if (side === undefined) return null;
  const own = side.units(units.filter((unit) => unit.release === release));
  const positions = await breakingRows(monitor.means, own.map(side.rowOf), {
    contract: side.contract,
    surroundings: { now: window.to, reference: side.reference },
    which: (failure) => failure.severity === 'error' && side.columnOf(failure) === column,
  });
  return positions && positions.map((row) => own[row]!);
}
