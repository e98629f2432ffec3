import { type Problem, setOwn } from '../../kernel/index.ts';
import type { Column, ColumnKind, Columns } from '../columns.ts';
import { compileRowContract } from './compile-row-contract.ts';
import type { Contract } from './contract.ts';
import type { Violation } from './contract-result.ts';
import type { AnyTableTest } from './table-test.ts';
import { contractProblems } from './validate-contract.ts';
import { isOfKind } from './value-of-kind.ts';
import { OF_TABLES } from './request-contract.ts';

/** What an answer consists of, beside the inputs that it was given to. */
const ANSWER: Readonly<Record<string, ColumnKind>> = { score: 'number', decision: 'string' };
const isOfAnswer = (name: string): boolean => Object.hasOwn(ANSWER, name);

/** What holds of a score of which a project says nothing: it is a probability, or a number where one is asked for. */
const SCORES = { probability: { kind: 'number', nullable: false, min: 0, max: 1 }, number: { kind: 'number', nullable: false } } as const satisfies Readonly<
  Record<string, Column>
>;

/** An answer, and the inputs that it was given to. */
export interface Answer {
  readonly score: number;
  /** Null where no rule could decide. */
  readonly decision: string | null;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * The contract of answers: what a project states of `score`, `decision` and, in conditions and tests, the inputs beside them. Without a word of the score it is what `score` says. Inputs are not tested
 * again: that is for the contract of requests. Where its policy is `warn`, an answer that fails is flagged, not refused.
 */
export function outputContract(stated: Contract | undefined, score: keyof typeof SCORES = 'probability'): Contract {
  const lenient = stated?.policy === 'warn' ? { severity: 'warn' as const } : {};
  const columns: Columns = Object.fromEntries([
    ['score', { ...(stated?.columns['score'] ?? SCORES[score]), ...lenient }],
    ...Object.entries(stated?.columns ?? {}).flatMap(([name, column]): [string, Column][] =>
      name === 'score' ? [] : [[name, isOfAnswer(name) ? { ...column, ...lenient } : { kind: column.kind, nullable: true, severity: 'warn' }]],
    ),
  ]);
  const { conditions, tests } = stated ?? {};
  return {
    columns,
    ...(conditions && { conditions: conditions.map((one) => ({ ...one, ...lenient })) }),
    ...(tests && { tests: tests.map((one) => ({ ...one, ...lenient })) }),
  };
}

/** Every problem of what a project states of its answers, given the inputs of a request. */
export function outputProblems(stated: Contract, inputs: Columns): string[] {
  const problems: Problem[] = [];
  for (const [name, { kind, nullable }] of Object.entries(stated.columns)) {
    const path = `columns.${name}`;
    const own = isOfAnswer(name) ? ANSWER[name] : Object.hasOwn(inputs, name) ? inputs[name]!.kind : undefined;
    if (own === undefined) problems.push({ path, message: `an answer has ${Object.keys(ANSWER).join(' and ')}, and the inputs ${Object.keys(inputs).join(', ')} beside it` });
    else if (own !== kind) problems.push({ path, message: `its kind is ${own}, not ${kind}` });
    else if (name === 'score' && nullable) problems.push({ path, message: 'a score is never empty' });
  }
  (stated.tests ?? []).forEach(({ test }: AnyTableTest, i) => {
    if (OF_TABLES.includes(test) || test === 'reference') problems.push({ path: `tests.${i}`, message: `\`${test}\` is a test of tables, not of answers` });
  });
  if (stated.policy === 'drop') problems.push({ path: 'policy', message: 'answers are refused (`stop`, the default) or flagged (`warn`)' });
  return [...contractProblems(stated), ...problems.map(({ path, message }) => `${path}: ${message}`)];
}

/** Checks one answer by a contract that `outputContract` made. A score that is no finite number is an error whatever the contract says: nothing can be decided by it. */
export function compileOutputContract(contract: Contract): (answer: Answer) => readonly Violation[] {
  const check = compileRowContract(contract);
  const inputs = Object.entries(contract.columns).filter(([name]) => !isOfAnswer(name));
  const decides = Object.hasOwn(contract.columns, 'decision');
  return ({ score, decision, inputs: given }) => {
    if (!Number.isFinite(score)) return [{ column: 'score', reason: 'null', severity: 'error', message: `score is ${score}, no finite number` }];
    const row: Record<string, unknown> = { score };
    if (decides) row['decision'] = decision;
    for (const [name, { kind }] of inputs) setOwn(row, name, isOfKind(kind, given[name]) ? given[name] : null);
    return check(row);
  };
}
