import { describe, expect, it } from 'vitest';
import { groupWrites, type Outcome } from './group-writes.ts';

const once = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('orders that come at once', () => {
  it('are written together, and what comes meanwhile together next', async () => {
    const groups: number[][] = [];
    let open = (): void => undefined;
    const group = groupWrites<number>({
      async write(orders) {
        groups.push([...orders]);
        await new Promise<void>((resolve) => (open = resolve));
        return orders.map((order) => ({ done: true, value: order * 2 }));
      },
      weigh: () => 1,
      weightAtOnce: 100,
    });
    const first = [group.add(1), group.add(2)];
    await once();
    const second = [group.add(3), group.add(4)];
    open();
    expect(await Promise.all(first)).toEqual([2, 4]);
    await once();
    open();
    expect(await Promise.all(second)).toEqual([6, 8]);
    await group.idle();
    expect(groups).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('are refused alone, and each tried alone when all fail', async () => {
    const groups: number[][] = [];
    const group = groupWrites<number>({
      write(orders): Promise<Outcome[]> {
        groups.push([...orders]);
        if (orders.includes(13)) return Promise.reject(new RangeError('the database failed'));
        return Promise.resolve(orders.map((order) => (order < 0 ? { done: false, error: new TypeError('refused') } : { done: true })));
      },
      weigh: () => 1,
      weightAtOnce: 100,
    });
    const refused = await Promise.allSettled([1, -1, 2].map((order) => group.add(order)));
    expect(refused.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    const failed = await Promise.allSettled([1, 13, 2].map((order) => group.add(order)));
    expect(failed.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(groups).toEqual([[1, -1, 2], [1, 13, 2], [1], [13], [2]]);
  });

  it('are so many that nobody waits long', async () => {
    const groups: number[][] = [];
    const group = groupWrites<number>({
      write(orders) {
        groups.push([...orders]);
        return Promise.resolve(orders.map(() => ({ done: true })));
      },
      weigh: (order) => order,
      weightAtOnce: 10,
    });
    await Promise.all([4, 4, 4, 50, 1].map((order) => group.add(order)));
    expect(groups).toEqual([[4, 4], [4], [50], [1]]);
  });
});
