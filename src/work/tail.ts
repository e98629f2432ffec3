/** The last lines of an output, so that an endless one costs no memory. */
export function createTail(lines: number): { add(line: string): void; text(): string } {
  const kept: string[] = [];
  return {
    add(line) {
      kept.push(line.slice(0, 500));
      if (kept.length > lines) kept.shift();
    },
    text: () => kept.join('\n'),
  };
}
