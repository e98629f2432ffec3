import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR, type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch, BatchColumn } from './batch.ts';
import { explainChange } from './explain-change.ts';
import { type BatchJudgement, concludeBatch } from './conclude-batch.ts';
import { judgeBatch } from './judge-batch.ts';
import type { Trace } from './trace.ts';
import { fitYardstick } from './yardstick.ts';

const COLOURS = ['red', 'green', 'blue', 'grey'];

/** Rows of a small table: a time in order, two numbers that go together, money, a count, a colour, a text with a pattern. */
function draw(random: Random, rows: number, from = 0): Batch {
  const table = Array.from({ length: rows }, (_, row) => {
    const size = random.normal();
    return {
      at: (from + row) * HOUR,
      size,
      weight: 0.9 * size + 0.3 * random.normal(),
      price: Math.round(100 * Math.exp(2 + random.normal())) / 100,
      count: random.int(6),
      colour: COLOURS[Math.floor(4 * random.next() ** 2)]!,
      code: `X-${1000 + random.int(9000)}`,
    };
  });
  const numbers = (name: 'at' | 'size' | 'weight' | 'price' | 'count', kind: 'number' | 'integer' | 'timestamp'): BatchColumn => ({
    name,
    kind,
    values: Float64Array.from(table, (row) => row[name]),
  });
  return {
    rows,
    columns: [
      numbers('at', 'timestamp'),
      numbers('size', 'number'),
      numbers('weight', 'number'),
      numbers('price', 'number'),
      numbers('count', 'integer'),
      { name: 'colour', kind: 'string', values: table.map((row) => row.colour) },
      { name: 'code', kind: 'string', values: table.map((row) => row.code) },
    ],
  };
}

const REFERENCE = draw(seededRandom('reference'), 5000);
const YARDSTICK = fitYardstick(REFERENCE);

const edit = (batch: Batch, name: string, to: (value: number | string | null, row: number) => unknown): Batch => ({
  ...batch,
  columns: batch.columns.map((column): BatchColumn => {
    if (column.name !== name) return column;
    return column.kind === 'string'
      ? { ...column, values: column.values.map(to) as (string | null)[] }
      : { ...column, values: Float64Array.from(column.values, (value, row) => to(value, row) as number) };
  }),
});

/** The rows of a batch in another order, or some of them twice. */
const arrange = (batch: Batch, from: (row: number) => number): Batch => ({
  rows: batch.rows,
  columns: batch.columns.map((column): BatchColumn =>
    column.kind === 'string'
      ? { ...column, values: column.values.map((_, row) => column.values[from(row)]!) }
      : { ...column, values: column.values.map((_, row) => column.values[from(row)]!) },
  ),
});

const told = ({ findings }: BatchJudgement): string[] => findings.map(({ kind, column }) => `${kind} ${column}`);
const judge = (batch: Batch): string[] => told(judgeBatch(YARDSTICK, batch));
const batchOf = (seed: string, rows = 1000): Batch => draw(seededRandom(seed), rows, 5000);

describe('a batch', () => {
  it.each([
    ['missing size', 'size', () => NaN],
    ['sentinel price', 'price', () => -1],
    ['resolution count', 'count', (value: number) => value * 0.3048],
    ['out_of_range price', 'price', (value: number) => value * 1000],
    ['unseen colour', 'colour', () => 'bluegreen'],
    ['characters code', 'code', (text: string) => text.replace('X', '×')],
    ['constant size', 'size', () => 0.123456],
  ] as const)('with 2 %% broken: %s', (finding, column, to) => {
    const broken = edit(batchOf('broken'), column, (value, row) => (row % 50 === 0 ? (to as (value: unknown) => unknown)(value) : value));
    const verdict = judgeBatch(YARDSTICK, broken);
    expect(told(verdict)[0]).toBe(finding);
    expect(verdict.findings[0]!.rows().filter((row) => row % 50 === 0).length).toBeGreaterThan(10);
  });

  it('says of a column that is out of range as a whole whether a unit brings it back or it moved', () => {
    const causeOf = (change: (value: number) => number): string => {
      const { findings } = judgeBatch(
        YARDSTICK,
        edit(batchOf('whole'), 'price', (value) => change(value as number)),
      );
      return explainChange(findings.find(({ kind, column }) => kind === 'out_of_range' && column === 'price')!).cause;
    };
    expect(causeOf((value) => value * 1_000)).toBe('another unit of price: divided by 1,000, the values lie where the reference does');
    expect(causeOf((value) => value + 1e6)).toMatch(
      /^price moved as a whole up, by [\d,.]+ standard deviations, .* 1 times as much: a season, a new market or another source, rather than another unit/,
    );
  });

  it('in which one of two numbers belongs to another row is found in the right columns', () => {
    const batch = batchOf('shuffled');
    const size = batch.columns[1]!.values as Float64Array;
    const [first] = judgeBatch(
      YARDSTICK,
      edit(batch, 'size', (value, row) => (row % 20 === 0 ? size[(row + 500) % 1000]! : value)),
    ).findings;
    expect(first).toMatchObject({ kind: 'association' });
    expect(new Set([first!.column, first!.other])).toEqual(new Set(['size', 'weight']));
  });

  it('in which a column goes with many others no longer says so once', () => {
    const random = seededRandom('tied');
    const tied = (rows: number): Batch => {
      const whole = Float64Array.from({ length: rows }, () => random.normal());
      const columns = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ name, kind: 'number' as const, values: whole.map((value) => value + 0.1 * random.normal()) }));
      return { columns, rows };
    };
    const [yardstick, clean] = [fitYardstick(tied(4000)), tied(1000)];
    const a = clean.columns[0]!.values as Float64Array;
    const { findings } = judgeBatch(
      yardstick,
      edit(clean, 'a', (_, row) => a[(row + 500) % 1000]!),
    );
    const about = findings.find(({ column }) => column === 'a')!;
    expect([about.kind, ...about.also].filter((name) => name.startsWith('association')).length).toBeLessThanOrEqual(2);
    expect(about.also.join()).toMatch(/association with .+ and \d more/);
  });

  it('that stands still for a while, or goes back in time, is found', () => {
    expect(judge(edit(batchOf('stale'), 'size', (value, row) => (row >= 100 && row < 112 ? 0.5 : value)))[0]).toBe('stale size');
    expect(judge(edit(batchOf('late'), 'at', (value, row) => (row % 100 === 7 ? (value as number) - 5 * HOUR : value)))[0]).toBe('order at');
  });

  it('loaded twice in part is found as whole rows', () => {
    const batch = batchOf('twice');
    const again = arrange(batch, (row) => (row % 100 === 99 ? row - 50 : row));
    expect(judge(again)[0]).toBe('duplicates *');
  });
});

describe('the verdict', () => {
  const scale = (batch: Batch, factor: number): Batch =>
    edit(
      edit(batch, 'price', (value) => (value as number) * factor),
      'size',
      (value) => (value as number) * factor,
    );
  const broken = edit(batchOf('unit'), 'price', (value, row) => (row % 20 === 0 ? (value as number) * 100 : value));

  it('is the same in units a million times smaller or larger', () => {
    for (const factor of [1e-6, 1e6]) {
      const yardstick = fitYardstick(scale(REFERENCE, factor));
      expect(told(judgeBatch(yardstick, scale(broken, factor)))).toEqual(judge(broken));
      expect(told(judgeBatch(yardstick, scale(batchOf('clean'), factor)))).toEqual([]);
    }
  });

  it('is the same whatever the categories are called', () => {
    const rename = (batch: Batch): Batch => edit(batch, 'colour', (value) => `${String(value).length}${String(value)}`);
    const permuted = edit(batchOf('names'), 'colour', (value, row) => (row % 4 === 0 ? COLOURS[3]! : value));
    expect(judge(permuted)).toContain('constant colour');
    expect(told(judgeBatch(fitYardstick(rename(REFERENCE)), rename(permuted)))).toEqual(judge(permuted));
  });

  it('survives one huge outlier in the reference', () => {
    const yardstick = fitYardstick(edit(REFERENCE, 'price', (value, row) => (row === 17 ? 1e12 : value)));
    expect(told(judgeBatch(yardstick, broken))[0]).toBe('out_of_range price');
  });

  it('is that nothing changed for identical distributions of any two sizes', () => {
    for (const [m, n] of [
      [500, 5000],
      [5000, 100],
      [1000, 1000],
      [2000, 300],
    ] as const)
      expect(told(judgeBatch(fitYardstick(draw(seededRandom(`m ${m}`), m)), draw(seededRandom(`n ${n}`), n, m)))).toEqual([]);
  });

  it('does not depend on the order of rows, but for what is about order', () => {
    const batch = batchOf('order');
    const reversed = arrange(batch, (row) => 999 - row);
    expect(judge(reversed).filter((finding) => !/^(?:order|stale)/.test(finding))).toEqual([]);
  });

  it('is judged the same in any order of its rows, broken or not, but for what is about order', () => {
    const breakages: readonly ((batch: Batch) => Batch)[] = [
      (batch) => batch,
      (batch) => edit(batch, 'price', (value, row) => (row % 5 === 0 ? 1000 * (value as number) : value)),
      (batch) => edit(batch, 'size', (value, row) => (row % 5 === 0 ? NaN : value)),
      (batch) => edit(batch, 'count', (value, row) => (row % 5 === 0 ? -1 : value)),
      (batch) => edit(batch, 'colour', (value, row) => (row % 5 === 0 ? 'pink' : value)),
      (batch) => edit(batch, 'weight', (_, row) => 5 * Math.sin(row)),
    ];
    const ofValues = (judgement: BatchJudgement): string[] => told(judgement).filter((finding) => !/^(?:order|stale)/.test(finding));
    const distances = (judgement: BatchJudgement): string[] => judgement.distances.map(({ column, effect, p }) => `${column} ${effect.toPrecision(9)} ${p.toPrecision(9)}`);
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...breakages), fc.constantFrom(3, 7, 333, 501, 999), (seed, damage, stride) => {
        const batch = damage(batchOf(`order ${seed}`));
        const before = judgeBatch(YARDSTICK, batch);
        // Every stride is coprime to 1,000: each row comes once.
        const after = judgeBatch(
          YARDSTICK,
          arrange(batch, (row) => (row * stride + seed) % 1000),
        );
        expect(distances(after)).toEqual(distances(before));
        expect(ofValues(after)).toEqual(ofValues(before));
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it('is a false alarm in at most 1 of 100 clean batches', () => {
    const random = seededRandom('false alarms');
    let alarms = 0;
    for (let i = 0; i < 100; i++) if (judgeBatch(YARDSTICK, draw(random, 400, 5000)).findings.length > 0) alarms++;
    expect(clopperPearson(alarms, 100, 0.02)[0]).toBeLessThanOrEqual(0.01);
  });
});

it('says nothing of no rows', () => {
  expect(judge(draw(seededRandom('none'), 0))).toEqual([]);
});

describe('a column of two values', () => {
  const KINDS = ['boolean', 'integer', 'string'] as const;
  const drawn = (kind: (typeof KINDS)[number], rows: number, ofTwo: (random: Random) => boolean | null): Batch => {
    const random = seededRandom(`${kind} ${rows}`);
    const values = Array.from({ length: rows }, () => ofTwo(random));
    if (kind === 'string') return { rows, columns: [{ name: 'paid', kind, values: values.map((one) => (one === null ? 'void' : one ? 'open' : 'done')) }] };
    return { rows, columns: [{ name: 'paid', kind, values: Float64Array.from(values, (one) => (one === null ? 2 : Number(one))) }] };
  };
  const yardstickOf = (kind: (typeof KINDS)[number]) => fitYardstick(drawn(kind, 3_000, (random) => random.next() < 0.2));

  it.each(KINDS)('of kind %s is distributed otherwise when one of them rises, as far as that is not allowed', (kind) => {
    for (const share of [0.28, 0.1]) {
      const batch = drawn(kind, 1_200, (random) => random.next() < share);
      const [finding, ...others] = judgeBatch(yardstickOf(kind), batch).findings;
      expect([finding!.kind, finding!.effect, finding!.also, others]).toEqual(['drift', expect.anything(), expect.anything(), []]);
      expect(Math.abs(finding!.effect - Math.abs(share - 0.2))).toBeLessThan(0.05);
      const allow = [{ change: 'drift' as const, column: 'paid', atMost: 0.75 }];
      expect(judgeBatch(yardstickOf(kind), batch, { allow }).findings.filter(({ kind: told }) => told === 'drift' || told === 'constant')).toEqual([]);
    }
  });

  it.each(KINDS)('of kind %s is no matter of shares when one value is all that is left', (kind) => {
    const told = judgeBatch(
      yardstickOf(kind),
      drawn(kind, 1_000, () => true),
    ).findings.filter(({ column }) => column === 'paid');
    expect(told.map((finding) => [finding.kind, finding.also])).toEqual([['stale', expect.arrayContaining(['constant', 'drift'])]]);
  });

  it('is constant when a value between them takes over', () => {
    const reference = fitYardstick({ rows: 1_000, columns: [{ name: 'code', kind: 'integer', values: Float64Array.from({ length: 1_000 }, (_, i) => (i % 5 === 0 ? 3 : 1)) }] });
    const batch: Batch = { rows: 900, columns: [{ name: 'code', kind: 'integer', values: Float64Array.from({ length: 900 }, (_, i) => (i % 5 === 0 ? 3 : 1 + (i % 2))) }] };
    expect(judgeBatch(reference, batch).findings.map((finding) => finding.kind)).toContain('constant');
  });
});

describe('the size that matters', () => {
  const trace = (usual: number, effect: number): Trace => ({
    kind: 'association',
    column: 'from',
    other: 'to',
    value: null,
    effect,
    usual,
    p: 1e-9,
    chance: () => 0,
    rows: () => [],
  });
  const found = (usual: number, effect: number): number => concludeBatch([trace(usual, effect)], [1e-9]).findings.length;

  it('is a thousandth of the rows where few do not fit by nature, and a distance where many do', () => {
    expect(found(0.01, 0.012)).toBe(1);
    expect(found(0.327, 0.341)).toBe(0);
    expect(found(0.327, 0.36)).toBe(1);
  });
});
