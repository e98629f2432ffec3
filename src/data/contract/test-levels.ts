import { DRIFT_DEFAULTS } from '../drift/conclude-batch.ts';
import type { Contract, RowCondition } from './contract.ts';
import { DISTRIBUTION_FALSE_ALARM } from './judge-distribution.ts';
import type { AnyTableTest } from './table-test.ts';

/** The level of a test that is an error and fails only where chance is ruled out; undefined for the others, which fail exactly where what they say is broken. */
function levelOf(test: AnyTableTest | RowCondition): number | undefined {
  if (test.severity === 'warn') return undefined;
  if ('falseAlarm' in test && test.falseAlarm !== undefined) return test.falseAlarm;
  return 'test' in test && test.test === 'distribution' ? DISTRIBUTION_FALSE_ALARM : 'test' in test && test.test === 'drift' ? DRIFT_DEFAULTS.falseAlarm : undefined;
}

/** How many errors of a contract may be told by chance. */
export const countLevelled = ({ tests = [], conditions = [] }: Contract): number =>
  [...(tests as readonly AnyTableTest[]), ...conditions].filter((test) => levelOf(test) !== undefined).length;

/** The contract with each such test at this level at most. */
export function limitLevels(contract: Contract, most: number): Contract {
  const limit = <T extends AnyTableTest | RowCondition>(test: T): T => {
    const level = levelOf(test);
    return level === undefined ? test : { ...test, falseAlarm: Math.min(most, level) };
  };
  return {
    ...contract,
    ...(contract.tests && { tests: contract.tests.map((test) => limit(test as AnyTableTest)) }),
    ...(contract.conditions && { conditions: contract.conditions.map(limit) }),
  };
}
