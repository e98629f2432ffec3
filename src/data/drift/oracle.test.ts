import { describe, expect, it } from 'vitest';
import { CORRUPTIONS } from '../../../bench/detection/corruptions.ts';
import { askOracle, ORACLE_ALARM } from '../../../bench/detection/oracle.ts';
import type { LabelledBatch } from '../../../bench/detection/table.ts';
import { type Random, seededRandom } from '../../kernel/index.ts';
import { clopperPearson } from '../../stats/index.ts';

const NAMES = ['left', 'right', 'size', 'colour'] as const;

/** Two truths of one law that go with nothing, a size in five steps, a colour that goes with it. */
function draw(random: Random, rows: number): LabelledBatch {
  const table = Array.from({ length: rows }, () => {
    const size = random.int(5);
    return { left: `t${random.int(2)}`, right: `t${random.int(2)}`, size: `s${size}`, colour: `c${random.next() < 0.3 ? random.int(5) : size}` };
  });
  return { batch: { rows, columns: NAMES.map((name) => ({ name, kind: 'string', values: table.map((row) => row[name]) })) }, labels: new Uint8Array(rows) };
}

const REFERENCE = draw(seededRandom('reference'), 4000);
const CLEAN = draw(seededRandom('clean'), 10_000);

/** What the oracle says of 1,000 rows of which a share is broken; `isBroken` or only said to be. */
async function ask(what: { kind: string; column: number; fraction: number; seed: string }, isBroken = true): Promise<number> {
  const corruption = CORRUPTIONS.find(({ name }) => name === what.kind)!;
  const clean = draw(seededRandom(`batch ${what.seed}`), 1000);
  const random = (): Random => seededRandom(what.seed);
  const made = corruption.apply({ clean, reference: REFERENCE, column: what.column, count: 1000 * what.fraction, random: random() })!;
  return (await askOracle({ corruption, fraction: what.fraction, column: what.column, made: isBroken ? made : { ...made, broken: clean }, random }, REFERENCE, CLEAN))!;
}

describe('the oracle of the detection bed', () => {
  it('finds categories mixed up in a twentieth of the rows, by what goes with them', async () => {
    expect(await ask({ kind: 'category permutation', column: 3, fraction: 0.05, seed: 'a' })).toBeLessThan(ORACLE_ALARM);
  });

  it('finds nothing where nobody could: two truths of one law negated, in half of the rows', async () => {
    expect(await ask({ kind: 'category permutation', column: 0, fraction: 0.5, seed: 'b' })).toBeGreaterThan(ORACLE_ALARM);
  });

  it('finds no more in clean batches than it says', async () => {
    const ps: number[] = [];
    for (let i = 0; i < 30; i++) ps.push(await ask({ kind: 'category permutation', column: 3, fraction: 0.05, seed: `c${i}` }, false));
    for (const level of [0.2, 0.05]) expect(clopperPearson(ps.filter((p) => p <= level).length, ps.length, 0.002)[0]).toBeLessThanOrEqual(level);
  });

  it('is not asked of rows that are broken in their place', async () => {
    expect(await ask({ kind: 'stale column', column: 3, fraction: 0.05, seed: 'd' })).toBeNull();
  });
});
