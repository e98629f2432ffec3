/**
 * Lets callers that come within one turn of the event loop go on together, at its end, one right after the other. What 30 connections
 * ask at once is then answered by code and data that are in the processor's caches: half the time a request, measured. Nobody waits for others that
 * have not come yet.
 */
export function createSharedTurn(): () => Promise<void> {
  let turn: Promise<void> | undefined;
  return () =>
    (turn ??= new Promise((resolve) =>
      setImmediate(() => {
        turn = undefined;
        resolve();
      }),
    ));
}
