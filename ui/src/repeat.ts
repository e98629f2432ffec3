/**
 * Reads at once and, unless `every` is null, again every so many ms; not while nobody looks. Gives what ends it, for an effect to return: what is under way is
 * aborted then.
 */
export function repeat(read: (signal: AbortSignal) => void, every: number | null): () => void {
  const ended = new AbortController();
  const turn = (): void => {
    if (!document.hidden) read(ended.signal);
  };
  turn();
  const timer = every === null ? undefined : setInterval(turn, every);
  return () => {
    clearInterval(timer);
    ended.abort();
  };
}
