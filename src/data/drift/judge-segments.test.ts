import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { judgeBatch } from './judge-batch.ts';
import { judgeSegments, type SegmentsJudgement } from './judge-segments.ts';
import { fitYardstick } from './yardstick.ts';

interface Row {
  readonly country: string;
  readonly amount: number;
  readonly weight: number;
  readonly colour: string | null;
}

const SHARES = { Chile: 0.4, Norway: 0.3, Japan: 0.2, Malta: 0.07, Fiji: 0.03 };
type Country = keyof typeof SHARES;
/** Each country has prices, weights and colours of its own. */
const COUNTRIES = Object.keys(SHARES) as Country[];

function drawRow(random: Random, shares: Record<Country, number>): Row {
  let left = random.next();
  const at = Math.max(
    0,
    COUNTRIES.findIndex((country) => (left -= shares[country]) < 0),
  );
  return {
    country: COUNTRIES[at]!,
    amount: Math.exp(at + 0.5 * random.normal()),
    weight: 10 * at + random.normal(),
    colour: random.next() < 0.1 ? null : ['red', 'green', 'blue'][Math.floor(3 * random.next() ** (1 + at))]!,
  };
}

function draw(seed: string, rows: number, { shares = SHARES, change = (row: Row): Row => row } = {}): Batch {
  const random = seededRandom(seed);
  const table = Array.from({ length: rows }, () => change(drawRow(random, shares)));
  return {
    rows,
    columns: [
      { name: 'country', kind: 'string', values: table.map((row) => row.country) },
      { name: 'amount', kind: 'number', values: Float64Array.from(table, (row) => row.amount) },
      { name: 'weight', kind: 'number', values: Float64Array.from(table, (row) => row.weight) },
      { name: 'colour', kind: 'string', values: table.map((row) => row.colour) },
    ],
  };
}

const REFERENCE = draw('reference', 9_000);
const told = ({ findings }: SegmentsJudgement): unknown[] => findings.map(({ kind, column, where = [] }) => [kind, column, ...where]);
const OTHER_MIX = { Chile: 0.1, Norway: 0.15, Japan: 0.45, Malta: 0.2, Fiji: 0.1 };

describe('a batch by segment', () => {
  it('is steady, but for one in a hundred that are more of the reference; a test of every segment at 1 % is not', () => {
    const runs = 30;
    let [found, uncorrected] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const batch = draw(`clean ${run}`, 1500);
      if (judgeSegments(REFERENCE, batch, 'country').findings.length > 0) found++;
      const each = COUNTRIES.some((country) => judgeBatch(fitYardstick(only(REFERENCE, country)), only(batch, country), { falseAlarm: 0.05 }).findings.length > 0);
      if (each) uncorrected++;
    }
    expect(clopperPearson(found, runs, 0.02)[0]).toBeLessThanOrEqual(0.01);
    expect(clopperPearson(uncorrected, runs, 0.02)[0]).toBeGreaterThan(0.01);
  });

  it('finds what lives in one segment, and says where, also where the whole hides it', () => {
    const inches = draw('inches', 1600, { change: (row) => (row.country === 'Malta' ? { ...row, amount: row.amount * 0.7 } : row) });
    expect(judgeBatch(fitYardstick(REFERENCE), inches).findings.map(({ column }) => column)).toEqual([]);
    const judged = judgeSegments(REFERENCE, inches, 'country');
    expect(judged.findings[0]).toMatchObject({ column: 'amount', where: ['Malta'] });
    const blank = draw('blank', 2400, { change: (row) => (row.country === 'Malta' ? { ...row, colour: null } : row) });
    expect(judgeBatch(fitYardstick(REFERENCE), blank).findings[0]).toMatchObject({ column: 'colour' });
    expect(judgeSegments(REFERENCE, blank, 'country').findings[0]).toMatchObject({ kind: 'missing', column: 'colour', where: ['Malta'], effect: 1 });
    expect(judged.segments.find(({ value }) => value === '(other)')).toMatchObject({ judged: false });
  });

  it('tells a change of the mix as that, though every column of the whole moved', () => {
    const batch = draw('mix', 4000, { shares: OTHER_MIX });
    expect(judgeBatch(fitYardstick(REFERENCE), batch).findings.map(({ column }) => column)).toEqual(expect.arrayContaining(['amount', 'weight']));
    expect(told(judgeSegments(REFERENCE, batch, 'country'))).toEqual([['mix', 'country']]);
  });

  it('finds what is broken everywhere as a matter of the whole, also under another mix', () => {
    const change = (row: Row): Row => ({ ...row, weight: row.weight * 2.2 });
    for (const shares of [SHARES, OTHER_MIX]) {
      const [worst] = judgeSegments(REFERENCE, draw('pounds', 4000, { shares, change }), 'country').findings;
      expect(worst).toMatchObject({ column: 'weight', where: [] });
    }
  });

  it('finds a column of segments that broke', () => {
    const stuck = draw('stuck', 3000, { change: (row) => ({ ...row, country: 'Chile' }) });
    expect(judgeSegments(REFERENCE, stuck, 'country').findings).toContainEqual(expect.objectContaining({ kind: 'stale', column: 'country', also: ['constant', 'mix'] }));
    const renamed = draw('renamed', 3000, { change: (row) => ({ ...row, country: row.country.toUpperCase() }) });
    expect(told(judgeSegments(REFERENCE, renamed, 'country'))).toContainEqual(['characters', 'country']);
  });
});

/** The rows of one country. */
function only(batch: Batch, country: string): Batch {
  const countries = batch.columns[0]!.values;
  const rows = Array.from({ length: batch.rows }, (_, row) => row).filter((row) => countries[row] === country);
  return {
    rows: rows.length,
    columns: batch.columns
      .slice(1)
      .map((column) =>
        column.kind === 'string' ? { ...column, values: rows.map((row) => column.values[row]!) } : { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) },
      ),
  };
}
