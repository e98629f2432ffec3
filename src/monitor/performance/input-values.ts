/** An input of all units or rows: numbers when they all are, else names. */
export function inputValues(inputs: readonly Readonly<Record<string, unknown>>[], column: string): Float64Array | readonly (string | null)[] {
  const values = inputs.map((one) => one[column] ?? null);
  if (values.every((value) => value === null || typeof value === 'number')) return Float64Array.from(values, (value) => value ?? Number.NaN);
  return values.map((value) => (value === null || typeof value === 'string' ? value : JSON.stringify(value)));
}
