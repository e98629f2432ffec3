/** Lets so many holders in at a time, in the order of asking. */
export interface Mutex {
  /** Waits for the turn; call what it returns, once, to let the next one in. */
  acquire(): Promise<() => void>;
  /** Runs `body` in its turn. */
  run<R>(body: () => Promise<R>): Promise<R>;
}

/** A fair lock within this process. @default one holder */
export function createMutex(holders = 1): Mutex {
  const waiting: (() => void)[] = [];
  let free = holders;
  const release = (): void => {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  };
  const acquire = async (): Promise<() => void> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return release;
  };
  return {
    acquire,
    async run(body) {
      await acquire();
      try {
        return await body();
      } finally {
        release();
      }
    },
  };
}
