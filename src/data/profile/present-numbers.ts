/** Copies numbers that are there to the first places of `into`, -0 as 0; gives how many they are. NaN says missing. */
export function copyPresent(values: Float64Array, into: Float64Array): number {
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! + 0;
    if (value === value) into[length++] = value;
  }
  return length;
}
