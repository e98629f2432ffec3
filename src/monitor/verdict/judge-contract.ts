import { type AnyTableTest, breakingRows, checkRows, type Contract, type ContractFailure, countLevelled, leaveOpen, limitLevels, profiledColumns } from '../../data/index.ts';
import type { Digest, Interval } from '../../kernel/index.ts';
import type { LoadedRelease } from '../../release/index.ts';
import { answerRow, type ReleaseCounts, requestRow, type Unit, type WindowTests, windowTests } from '../../serve/index.ts';
import { remedyFor } from '../diagnosis/describe-finding.ts';
import { continueFinding } from '../continue-finding.ts';
import { DATA_KINDS, type Finding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';

/** One of the two contracts of a release as a window is judged by it. */
interface Side extends WindowTests {
  readonly says: 'requests' | 'answers';
  /** Whether a unit has such a row; those that were refused have no answer. */
  readonly has: (unit: Pick<Unit, 'score'>) => boolean;
  readonly rowOf: (unit: Pick<Unit, 'inputs' | 'score' | 'decision'>) => Readonly<Record<string, unknown>>;
  /** The column that a failure is about; what is about no column of it is about the window, or about the score. */
  readonly columnOf: (failure: ContractFailure) => string;
}

const ANSWER = ['score', 'decision'];

/** The contracts of requests and of answers, as far as they have tests that no single one can break. */
function sidesOf(release: LoadedRelease): Side[] {
  const { requests, answers } = windowTests(release);
  return [
    requests && {
      ...requests,
      says: 'requests' as const,
      has: () => true,
      rowOf: requestRow,
      columnOf: ({ column }: ContractFailure) => (Object.hasOwn(requests.contract.columns, column) ? column : '*'),
    },
    answers && {
      ...answers,
      says: 'answers' as const,
      has: ({ score }: Pick<Unit, 'score'>) => score !== null,
      rowOf: answerRow,
      columnOf: ({ column }: ContractFailure) => (ANSWER.includes(column) ? column : 'score'),
    },
  ].filter((side) => side !== null);
}

/** What was counted for the tests of a side, hour by hour. */
function countedOf({ says }: Side, { reference }: LoadedRelease, counts: ReleaseCounts): Parameters<typeof leaveOpen>[1] {
  const score = { rows: reference.score.rows, columns: [reference.score] };
  if (says === 'answers') return { rows: counts.score.rows, tested: counts.tested.answers, profiled: profiledColumns(score, counts.score) };
  return { rows: counts.predictions, tested: counts.tested.requests, profiled: profiledColumns(reference.inputs, counts.inputs) };
}

/** What the window's own tests found, and the chance of a false page that those of its contracts share. */
interface Told {
  readonly found: readonly Finding[];
  readonly chance: number;
}

/**
 * Judges a window's requests and answers by what of their contracts no single one can break: shares, keys, aggregates, distributions. Findings of kind `contract`, one a column; an `error` pages.
 * What the hourly counts show to hold is not looked at again; for the other tests (keys, and what is broken, whose rows are named anyhow) the window is read, hour by hour.
 */
export async function judgeContract(
  monitor: MonitorMeans,
  about: { readonly deployment: string; readonly interval: Interval; readonly previous: readonly Finding[]; readonly release: Digest; readonly counts: ReleaseCounts } & Told,
): Promise<Finding[]> {
  const { release, interval, counts } = about;
  const loaded = await monitor.releases.load(release);
  const level = about.chance / Math.max(1, countByChance(loaded));
  const findings: Finding[] = [];
  for (const side of sidesOf(loaded)) {
    const { says, reference, columnOf } = side;
    const counted = countedOf(side, loaded, counts);
    const open = counted.rows === 0 ? null : leaveOpen(limitLevels(side.contract, level), counted, reference);
    if (open === null) continue;
    const { rows } = counted;
    const failures = await failuresOf(monitor, side, { open, rows, ...about });
    const byColumn = new Map<string, ContractFailure[]>();
    for (const failure of failures) byColumn.set(columnOf(failure), [...(byColumn.get(columnOf(failure)) ?? []), failure]);
    for (const [column, broken] of byColumn) {
      const urgency = broken.some((failure) => failure.severity === 'error') ? 'page' : 'notice';
      const owners = [...new Set(broken.flatMap((failure) => failure.owner ?? []))];
      findings.push(
        continueFinding(about, {
          release,
          kind: 'contract',
          column,
          urgency,
          effect: Math.max(...broken.map((failure) => Math.min(1, failure.fraction))),
          natural: 0,
          p: 0,
          rows,
          harm: null,
          message: `The ${says} of the window break their contract: ${broken.map((failure) => failure.message).join('; ')}.${owners.length > 0 ? ` To be asked: ${owners.join(', ')}.` : ''}`,
          remedy: remedyFor({ kind: 'contract', column, urgency }, interval.from),
        }),
      );
    }
  }
  return findings;
}

/** Rows that a drift test compares, at most, evenly spread: beside 50,000 rows more find nothing that is large. Of fewer than the least nothing is said. */
const DRIFTING = { least: 20, most: 50_000 } as const;

/** What the rows of a window say of the tests that its counts leave open. What a drift test finds in a column of which the window's own battery has told already, as urgently, is not told twice. */
async function failuresOf(
  monitor: MonitorMeans,
  side: Side,
  about: { readonly open: Contract; readonly rows: number; readonly interval: Interval; readonly release: Digest; readonly found: readonly Finding[] },
): Promise<ContractFailure[]> {
  const { open, rows, interval, found } = about;
  const { tests = [], conditions = [] } = open;
  const surroundings = { ...(await monitor.surroundings(open)), now: interval.to, reference: side.reference, live: true };
  const failures: ContractFailure[] = [];
  const others = tests.filter((test: AnyTableTest) => test.test !== 'drift');
  if (others.length + conditions.length > 0)
    failures.push(...(await checkRows(monitor.means, rowsOf(monitor, side, about), { contract: { ...open, tests: others }, surroundings })).failures);
  if (others.length === tests.length || rows < DRIFTING.least) return failures;
  const drifts: Contract = { ...open, tests: tests.filter((test: AnyTableTest) => test.test === 'drift'), conditions: [] };
  const every = Math.ceil(rows / DRIFTING.most);
  const { failures: drifted, skipped = [] } = await checkRows(monitor.means, rowsOf(monitor, side, { ...about, every }), { contract: drifts, surroundings });
  const isTold = (failure: ContractFailure): boolean =>
    found.some(({ column, urgency, kind }) => column === side.columnOf(failure) && DATA_KINDS.includes(kind) && (urgency === 'page' || failure.severity === 'warn'));
  failures.push(...drifted.filter((failure) => !isTold(failure)));
  for (const { test, why } of skipped)
    failures.push({ column: '*', reason: 'drift', severity: 'warn', rows: 0, fraction: 0, message: `${test} was not compared: ${why}`, test, examples: [] });
  return failures;
}

/** A side's rows of the window, or every so many of them, an hour after the other. */
async function* rowsOf(
  { serve }: MonitorMeans,
  { has, rowOf }: Side,
  { interval, release, every = 1 }: { readonly interval: Interval; readonly release: Digest; readonly every?: number },
): AsyncIterable<Readonly<Record<string, unknown>>[]> {
  for await (const hour of serve.predictions({ interval, every })) yield hour.filter((record) => record.release === release && has(record)).map(rowOf);
}

/** How many tests of a release's contracts may wake somebody by chance. */
export const countByChance = (release: LoadedRelease): number => sidesOf(release).reduce((sum, { contract }) => sum + countLevelled(contract), 0);

/** The units that break what a finding of kind `contract` is about; null when one of its tests is not about single ones, such as a share or an aggregate. */
export async function breakingUnits(
  monitor: Pick<MonitorMeans, 'means' | 'releases' | 'surroundings'>,
  { release, column, window }: Finding,
  units: readonly Unit[],
): Promise<readonly Unit[] | null> {
  const sides = sidesOf(await monitor.releases.load(release));
  const side = sides.find(({ says }) => says === (ANSWER.includes(column) ? 'answers' : 'requests'));
  if (side === undefined) return null;
  const own = units.filter((unit) => unit.release === release && side.has(unit));
  const positions = await breakingRows(monitor.means, own.map(side.rowOf), {
    contract: side.contract,
    surroundings: { ...(await monitor.surroundings(side.contract)), now: window.to, reference: side.reference },
    which: (failure) => failure.severity === 'error' && side.columnOf(failure) === column,
  });
  return positions && positions.map((row) => own[row]!);
}
