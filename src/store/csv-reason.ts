/** What DuckDB says of a CSV file over many lines, as one: `line 501 has 3 values, the line of names 2: 500,1,2`; undefined of anything else. */
export function csvReason(message: string): string | undefined {
  if (message.includes('The CSV Parser state machine')) return 'its lines end in different ways, or a quote stands where none may';
  const [, line] = /CSV Error on Line: (\d+)/.exec(message) ?? [];
  if (line === undefined) return undefined;
  const told = /Original Line: (.*)/.exec(message)?.[1]?.slice(0, 100) ?? '';
  const [, bytes] = /Maximum line size of (\d+) bytes exceeded/.exec(message) ?? [];
  if (bytes !== undefined) return `line ${line} is longer than ${Number(bytes).toLocaleString('en-US')} bytes`;
  if (/not utf-8/i.test(message)) return `line ${line} is not UTF-8`;
  if (message.includes('unterminated quote')) return `line ${line} has a quote that is never closed: ${told}`;
  const [, expected, has] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  if (expected === undefined) return `line ${line}: ${told}`;
  return `line ${line} has ${has!} ${has === '1' ? 'value' : 'values'}, the line of names ${expected}: ${told}`;
}
