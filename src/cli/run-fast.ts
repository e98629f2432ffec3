/** Answers the command lines that need nothing loaded. True when it did. */
export function runFast(_args: readonly string[]): boolean {
  return false;
}
