import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { compactCodes } from './codings.ts';
import { explainChange } from './explain-change.ts';
import { judgeBatch } from './judge-batch.ts';
import { judgeTrades } from './judge-trades.ts';
import { codeColumn } from './pair-codes.ts';
import { fitYardstick, type Yardstick } from './yardstick.ts';

const STATES = ['single', 'married', 'widowed'];

interface Broken {
  /** Share of rows in which the states have each other's names. */
  readonly renamed?: number;
  /** Share of rows in which the two truths have each other's values. */
  readonly traded?: number;
}

/** People: their state goes with their age, one of two truths with it too. */
function draw(random: Random, rows: number, { renamed = 0, traded = 0 }: Broken = {}): Batch {
  const people = Array.from({ length: rows }, () => {
    const age = 18 + random.int(70);
    const wish = random.next();
    const state = age < 30 ? (wish < 0.8 ? 0 : 1) : age < 65 ? (wish < 0.2 ? 0 : wish < 0.9 ? 1 : 2) : wish < 0.5 ? 1 : 2;
    const [owner, subscriber] = [Number(random.next() < (age > 40 ? 0.7 : 0.2)), Number(random.next() < 0.4)];
    const isTraded = random.next() < traded;
    return {
      age,
      state: STATES[random.next() < renamed ? (state + 1) % STATES.length : state]!,
      owner: isTraded ? subscriber : owner,
      subscriber: isTraded ? owner : subscriber,
    };
  });
  return {
    rows,
    columns: [
      { name: 'age', kind: 'integer', values: Float64Array.from(people, ({ age }) => age) },
      { name: 'state', kind: 'string', values: people.map(({ state }) => state) },
      { name: 'owner', kind: 'boolean', values: Float64Array.from(people, ({ owner }) => owner) },
      { name: 'subscriber', kind: 'boolean', values: Float64Array.from(people, ({ subscriber }) => subscriber) },
    ],
  };
}

const learn = (seed: string, rows = 8000): Yardstick => fitYardstick(draw(seededRandom(seed), rows));

const judge = (yardstick: Yardstick, batch: Batch) => {
  const few = new Map(
    yardstick.codings.map((coding) => [
      coding.column,
      compactCodes(coding, codeColumn(yardstick.columns[coding.column]!, batch.columns[coding.column]!), batch.columns[coding.column]!),
    ]),
  );
  const names = batch.columns.map(({ name }) => name);
  return judgeTrades(yardstick.trades, names, few);
};

describe('categories that may have traded their names, and truths their places', () => {
  it('are looked for where the rest of the row tells one from the other', () => {
    const { trades } = learn('reference');
    expect(trades.map(({ columns, ways }) => [columns, ways.length])).toEqual([
      [[1], 5],
      [[2], 1],
      [[2, 3], 1],
    ]);
  });

  it('are found, with the rows, where a tenth of the names were traded', () => {
    const yardstick = learn('reference');
    const batch = draw(seededRandom('renamed'), 1000, { renamed: 0.1 });
    const [first] = judgeBatch(yardstick, batch).findings;
    expect(first).toMatchObject({ kind: 'association', column: 'state' });
    expect(explainChange(first!).cause).toBe("categories that have each other's names in a part of the rows: single is now married, widowed is now single, married is now widowed");
    const state = judge(yardstick, batch).find(({ column }) => column === 'state')!;
    expect(state.p).toBeLessThan(1e-6);
    expect(state.rows().length).toBeGreaterThan(0);
  });

  it('are found where two truths traded places in a fifth of the rows', () => {
    const yardstick = learn('reference');
    const found = ['a', 'b', 'c'].map((seed) =>
      judge(yardstick, draw(seededRandom(seed), 1000, { traded: 0.2 })).find(({ column, other }) => column === 'owner' && other === 'subscriber')!,
    );
    for (const { p, pattern } of found) {
      expect(p).toBeLessThan(1e-3);
      expect(pattern).toEqual({ places: ['owner', 'subscriber'] });
    }
  });

  it('are judged no more often wrongly than it says, also by a small reference', () => {
    const ps: number[] = [];
    for (const [reference, size] of [1000, 1000, 1000, 8000, 8000].entries()) {
      const yardstick = learn(`reference ${reference}`, size);
      const random = seededRandom(`clean ${reference}`);
      for (let batch = 0; batch < 40; batch++) ps.push(...judge(yardstick, draw(random, 500)).map(({ p }) => p));
    }
    expect(ps.length).toBeGreaterThan(400);
    for (const level of [0.05, 0.01]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
    expect(ps.filter((p) => p <= 0.05).length).toBeGreaterThan(5);
  });
});
