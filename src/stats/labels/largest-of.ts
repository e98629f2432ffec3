/** The positions of the `count` largest values, ascending; of equal values at the edge, the first. */
export function largestOf(values: Float64Array, count: number): Uint32Array {
  if (count <= 0) return new Uint32Array(0);
  if (count >= values.length) return Uint32Array.from(values, (_, i) => i);
  const cut = nthLargest(values.slice(), count);
  const chosen = new Uint32Array(count);
  let above = 0;
  for (let i = 0; i < values.length; i++) above += Number(values[i]! > cut);
  let equals = count - above;
  let size = 0;
  for (let i = 0; i < values.length && size < count; i++) if (values[i]! > cut || (values[i] === cut && equals-- > 0)) chosen[size++] = i;
  return chosen;
}

/** Hoare's quickselect (CACM 1961), the pivot the median of three; puts the values in another order. */
function nthLargest(values: Float64Array, n: number): number {
  const wanted = n - 1;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! > pivot) i++;
      while (values[j]! < pivot) j--;
      if (i > j) break;
      const moved = values[i]!;
      values[i++] = values[j]!;
      values[j--] = moved;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return values[wanted]!;
  }
  return values[wanted]!;
}

const medianOfThree = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
