import { describe, expect, it } from 'vitest';
import { number, string } from '../data/index.ts';
import { isCapstanError } from '../kernel/index.ts';
import { compileRules, rulesProblems } from './compile-rules.ts';
import { defineRules, type Rule } from './rules.ts';

const columns = { origin: string(), distance: number() };
const features = ['hour', 'kilometres'];
const row = (id: string, when: string, decision = 'warn'): Rule => ({ id, when, decision, reason: `because of ${id}` });
const table = (...rows: Rule[]) => defineRules({ rows, otherwise: { decision: 'none', reason: 'nothing applied' } });
const problems = (...rows: Rule[]) => rulesProblems(table(...rows), { columns, features });

describe('rules', () => {
  it('take the first row that holds, and name it', () => {
    const compiled = compileRules(table(row('evening', 'score >= 0.5 && hour >= 17.0', 'rebook'), row('likely', 'score >= 0.2'), row('from Chicago', 'origin == "ORD"', 'call')), {
      columns,
      features,
    });
    const decide = (score: number, hour: number, origin: string | null) => compiled.decide({ score, features: Float64Array.of(hour, 1), row: { origin } });
    expect(decide(0.6, 18, 'LAX')).toEqual({ decision: 'rebook', rule: 'evening', reason: 'because of evening' });
    expect(decide(0.6, 9, 'LAX').rule).toBe('likely');
    expect(decide(0.1, 9, 'ORD').decision).toBe('call');
    expect(decide(0.1, 9, 'LAX')).toEqual({ decision: 'none', rule: null, reason: 'nothing applied' });
  });

  it('hold for no missing value', () => {
    const compiled = compileRules(table(row('late', 'hour >= 0.0'), row('nowhere', 'origin == ""')), { columns, features });
    expect(compiled.decide({ score: 0.5, features: Float64Array.of(Number.NaN, 1), row: { origin: 'ORD' } }).rule).toBe(null);
    expect(compiled.decide({ score: 0.5, features: Float64Array.of(Number.NaN, 1), row: { origin: null } }).rule).toBe('nowhere');
  });

  it('are refused with every problem at once', () => {
    const bad = table(row('a', 'scroe >= 0.2'), row('a', 'score >= "high"'), row('b', 'score + 1.0'), row('', 'true'), row('c', 'score > 0.3'));
    const found = rulesProblems(bad, { columns, features });
    expect(found).toHaveLength(6);
    expect(found[0]).toMatch(/rows\/0 \(a\).*scroe.*it may speak of origin, hour, kilometres, score/);
    expect(found[1]).toMatch(/id of an earlier row/);
    expect(found[2]).toMatch(/no such overload/);
    expect(found[3]).toMatch(/it gives double, not bool/);
    expect(found[4]).toMatch(/has no id/);
    expect(found[5]).toMatch(/never reached.*always holds/);
    expect(() => compileRules(bad, { columns, features })).toThrow(/and 1 more/);
    try {
      compileRules(bad, { columns, features });
    } catch (error) {
      expect(isCapstanError(error, 'RELEASE_RULES_INVALID')).toBe(true);
    }
  });

  it('know a raw number by its feature only', () => {
    expect(problems(row('far', 'distance > 100.0'))[0]).toMatch(/Unknown variable.*distance/);
  });

  it.each([
    ['covered by a lower bound', ['score >= 0.2', 'score >= 0.5'], 1],
    ['covered although narrower elsewhere', ['score >= 0.2', 'score >= 0.5 && hour >= 17.0'], 1],
    ['the same condition again', ['hour < 3.0 || score > 0.9', 'hour < 3.0 || score > 0.9'], 1],
    ['contradicts itself', ['score > 0.5 && score < 0.2'], 0],
    ['a constant falsehood', ['1 > 2'], 0],
    ['open and closed bounds', ['score > 0.5', 'score >= 0.5 && score <= 0.5'], null],
    ['an alternative may hold elsewhere', ['score >= 0.2', 'score >= 0.5 || hour > 3.0'], null],
    ['the other order is right', ['score >= 0.5', 'score >= 0.2'], null],
    ['a different number', ['hour >= 0.0', 'score >= 0.2'], null],
    ['a negation', ['!(score >= 0.2)', 'score >= 0.5'], null],
  ])('find rows that never decide: %s', (_, conditions, unreachable) => {
    const found = problems(...conditions.map((when, i) => row(`r${i}`, when)));
    expect(found).toHaveLength(unreachable === null ? 0 : 1);
    if (unreachable !== null) expect(found[0]).toContain(`/rows/${unreachable} (r${unreachable})`);
  });
});
