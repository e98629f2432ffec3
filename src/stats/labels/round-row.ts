/** The nearest whole number; of two, the even one. */
function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Rounds numbers to whole ones with the same (rounded) sum, moving those that lost or won most by rounding. */
export function roundRow(row: readonly number[]): number[] {
  const whole = row.map(roundHalfEven);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  for (let missing = roundHalfEven(sum(row)) - sum(whole); missing !== 0; missing = roundHalfEven(sum(row)) - sum(whole)) {
    const sign = Math.sign(missing);
    const order = row.map((_, i) => i).sort((a, b) => row[a]! - whole[a]! - (row[b]! - whole[b]!));
    if (sign > 0) order.reverse();
    for (const i of order.slice(0, Math.min(Math.abs(missing), row.length))) whole[i]! += sign;
  }
  return whole;
}
