/** What became of an order: done, with what it gives back, or why it was refused. */
export type Outcome = { readonly done: true; readonly value?: unknown } | { readonly done: false; readonly error: unknown };

/** Writes orders together. */
export interface Group<O> {
  /** Settles when the order is written for good, with what it gives back; throws what refused it. */
  add(order: O): Promise<unknown>;
  /** Settles when nothing is being written. */
  idle(): Promise<void>;
}

interface Waiting<O> {
  readonly order: O;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: orders that come in the same turn of the event loop, or while others are being written, are written together, at most `weightAtOnce` at a time
 * (one order may weigh more). `write` tells for each order whether it was written or refused; when it throws, nothing was written, and each order is tried alone,
 * so that one cannot hurt another.
 */
export function groupWrites<O>(about: {
  readonly write: (orders: readonly O[]) => Promise<readonly Outcome[]>;
  readonly weigh: (order: O) => number;
  readonly weightAtOnce: number;
}): Group<O> {
  let waiting: Waiting<O>[] = [];
  let running: Promise<void> | undefined;

  const settle = async (group: readonly Waiting<O>[]): Promise<void> => {
    try {
      const outcomes = await about.write(group.map((each) => each.order));
      outcomes.forEach((outcome, index) => (outcome.done ? group[index]!.resolve(outcome.value) : group[index]!.reject(outcome.error)));
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      else for (const each of group) await settle([each]);
    }
  };
  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      // What has arrived is read before a group is closed: so that many who ask at once are answered together.
      await new Promise((resolve) => setImmediate(resolve));
      const group = takeGroup();
      await settle(group);
    }
    running = undefined;
  };
  const takeGroup = (): Waiting<O>[] => {
    let weight = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || weight + about.weigh(waiting[count]!.order) <= about.weightAtOnce)) weight += about.weigh(waiting[count++]!.order);
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  };
  return {
    add: (order) =>
      new Promise((resolve, reject) => {
        waiting.push({ order, resolve, reject });
        running ??= drain();
      }),
    idle: () => running ?? Promise.resolve(),
  };
}
