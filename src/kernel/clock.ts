/** Milliseconds since 1970-01-01T00:00:00Z, in wall or event time. */
export type Instant = number;

/** Tells the wall time. Pass one in; never call `Date.now()` in a room. */
export interface Clock {
  now(): Instant;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock for tests: it stands still until it is told to advance. */
export class FakeClock implements Clock {
  #now: Instant;
  constructor(start: Instant = Date.UTC(2001, 0, 1)) {
    this.#now = start;
  }
  now(): Instant {
    return this.#now;
  }
  /** Moves time forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.#now += ms;
  }
}
