/** Lets one holder in at a time, in the order of asking. */
export interface Mutex {
  /** Waits for the turn; call what it returns, once, to let the next one in. */
  acquire(): Promise<() => void>;
  /** Runs `body` in its turn. */
  run<R>(body: () => Promise<R>): Promise<R>;
}

/** A fair lock within this process. */
export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve();
  const acquire = async (): Promise<() => void> => {
    const before = last;
    let release: () => void = () => undefined;
    last = new Promise<void>((resolve) => (release = resolve));
    await before;
    return release;
  };
  return {
    acquire,
    async run(body) {
      const release = await acquire();
      try {
        return await body();
      } finally {
        release();
      }
    },
  };
}
