import { describe, expect, it } from 'vitest';
import { foldInBackground } from './fold-in-background.ts';

/** A journal of one run, in memory, whose count takes as long as the test wants. */
function makeJournal() {
  const journal = { points: 0, folds: 0, counts: [] as (() => void)[], slow: false };
  return {
    journal,
    fold: {
      async count() {
        const { points } = journal;
        if (journal.slow) await new Promise<void>((resolve) => journal.counts.push(resolve));
        return points;
      },
      foldSome() {
        const moved = Math.min(journal.points, 16_384);
        journal.points -= moved;
        journal.folds++;
        return Promise.resolve(moved);
      },
    },
  };
}

describe('folding in the background', () => {
  const log = (folding: ReturnType<typeof foldInBackground>, journal: { points: number }, points: number): void => {
    journal.points += points;
    folding.grew(new Map([[1, points]]));
  };

  it('waits for many points, and takes what was there before it began', async () => {
    const { journal, fold } = makeJournal();
    journal.points = 10_000;
    const folding = foldInBackground(fold);
    log(folding, journal, 1000);
    await folding.idle();
    expect(journal).toMatchObject({ points: 11_000, folds: 0 });
    log(folding, journal, 30_000);
    await folding.idle();
    expect(journal).toMatchObject({ points: 41_000 - 2 * 16_384, folds: 2 });
  });

  it('forgets nothing that comes while it counts', async () => {
    const { journal, fold } = makeJournal();
    const folding = foldInBackground(fold);
    journal.slow = true;
    log(folding, journal, 10_000);
    log(folding, journal, 5000);
    journal.slow = false;
    journal.counts.forEach((resolve) => resolve());
    await folding.idle();
    log(folding, journal, 2000);
    await folding.idle();
    expect(journal.folds).toBe(1);
  });

  it('takes the rest when a run has ended, unless that is next to nothing', async () => {
    const { journal, fold } = makeJournal();
    const folding = foldInBackground(fold);
    log(folding, journal, 300);
    folding.ended(1);
    await folding.idle();
    expect(journal.points).toBe(0);
    log(folding, journal, 200);
    folding.ended(1);
    await folding.idle();
    expect(journal.points).toBe(200);
  });

  it('goes on after a fold that failed', async () => {
    const { journal, fold } = makeJournal();
    let fails = true;
    const folding = foldInBackground({ ...fold, foldSome: () => (fails ? Promise.reject(new RangeError('the database failed')) : fold.foldSome()) });
    log(folding, journal, 20_000);
    await folding.idle();
    expect(journal.points).toBe(20_000);
    fails = false;
    log(folding, journal, 1);
    await folding.idle();
    expect(journal.points).toBe(20_001 - 16_384);
    await folding.close();
  });

  it('tries what failed again by itself, and tells of it once until it succeeds', async () => {
    const { journal, fold } = makeJournal();
    const faults: unknown[] = [];
    let fails = 3;
    const failing = { ...fold, foldSome: () => (fails-- > 0 ? Promise.reject(new RangeError('the database failed')) : fold.foldSome()) };
    const folding = foldInBackground(failing, { onFault: (error) => void faults.push(error), retryMs: 1 });
    log(folding, journal, 300);
    folding.ended(1);
    await expect.poll(() => journal.points).toBe(0);
    expect(faults).toEqual([new RangeError('the database failed')]);
    fails = 1;
    log(folding, journal, 300);
    folding.ended(1);
    await expect.poll(() => journal.points).toBe(0);
    expect(faults).toHaveLength(2);
    await folding.close();
  });
});
