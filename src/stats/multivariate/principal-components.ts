/** The directions in which standardised columns vary together, the widest first. */
export interface PrincipalComponents {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** One unit vector a component, a weight a column. */
  readonly components: readonly Float64Array[];
}

/**
 * The fewest principal components that hold at least `share` of the variance of standardised columns, by Jacobi's rotations of their correlation matrix
 * (Golub and Van Loan, Matrix Computations, 8.5). A column without variance has weight 0. For some tens of columns: O(columns³).
 */
export function principalComponents(columns: readonly Float64Array[], share: number): PrincipalComponents {
  const rows = columns[0]?.length ?? 0;
  const means = Float64Array.from(columns, (column) => column.reduce((a, b) => a + b, 0) / Math.max(1, rows));
  const deviations = Float64Array.from(columns, (column, i) => Math.sqrt(column.reduce((sum, value) => sum + (value - means[i]!) ** 2, 0) / Math.max(1, rows)));
  const standard = columns.map((column, i) => column.map((value) => (deviations[i]! > 0 ? (value - means[i]!) / deviations[i]! : 0)));
  const matrix = standard.map((a) => Float64Array.from(standard, (b) => a.reduce((sum, value, row) => sum + value * b[row]!, 0) / Math.max(1, rows)));
  const { values, vectors } = eigen(matrix);
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
  const total = values.reduce((a, b) => a + b, 0);
  const components: Float64Array[] = [];
  let held = 0;
  for (const at of order) {
    if (held >= share * total) break;
    held += values[at]!;
    components.push(Float64Array.from(vectors, (vector) => vector[at]!));
  }
  return { means, deviations, components };
}

/**
 * What is left of each row once it is put together again from its components: squared differences by column (in squared standard deviations), and their sum by row. Rows that
 * do not keep to what the columns had in common have much of it (reconstruction error).
 */
export function reconstructionErrors(
  { means, deviations, components }: PrincipalComponents,
  columns: readonly Float64Array[],
): { readonly rows: Float64Array; readonly columns: Float64Array[] } {
  const count = columns[0]?.length ?? 0;
  const standard = columns.map((column, i) => column.map((value) => (deviations[i]! > 0 ? (value - means[i]!) / deviations[i]! : 0)));
  const rest = standard.map((column) => column.slice());
  for (const component of components) {
    const scores = new Float64Array(count);
    standard.forEach((column, i) => {
      for (let row = 0; row < count; row++) scores[row]! += component[i]! * column[row]!;
    });
    rest.forEach((column, i) => {
      for (let row = 0; row < count; row++) column[row]! -= component[i]! * scores[row]!;
    });
  }
  const rows = new Float64Array(count);
  const squares = rest.map((column) => column.map((value) => value * value));
  for (const column of squares) for (let row = 0; row < count; row++) rows[row]! += column[row]!;
  return { rows, columns: squares };
}

/** Below this part of the diagonal nothing is left to rotate; more sweeps are never needed. */
const DIAGONAL = 1e-12;
const SWEEPS = 60;

/** Eigenvalues and eigenvectors (a row a variable, a column an eigenvector) of a symmetric matrix, by cyclic Jacobi rotations. */
function eigen(of: readonly Float64Array[]): { readonly values: Float64Array; readonly vectors: Float64Array[] } {
  const matrix = of.map((row) => row.slice());
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => Number(i === j)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) off += matrix[i]![j]! ** 2;
    if (off < DIAGONAL * size) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const apart = matrix[p]![q]!;
        if (apart === 0) continue;
        const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * apart);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        const sine = tangent * cosine;
        for (let k = 0; k < size; k++) rotate(matrix[k]!, [p, q], cosine, sine);
        const [rowP, rowQ] = [matrix[p]!, matrix[q]!];
        for (let k = 0; k < size; k++) {
          const [x, y] = [rowP[k]!, rowQ[k]!];
          rowP[k] = cosine * x - sine * y;
          rowQ[k] = sine * x + cosine * y;
        }
        for (let k = 0; k < size; k++) rotate(vectors[k]!, [p, q], cosine, sine);
      }
    }
  }
  return { values: Float64Array.from(matrix, (row, i) => row[i]!), vectors };
}

function rotate(row: Float64Array, [p, q]: readonly [number, number], cosine: number, sine: number): void {
  const [x, y] = [row[p]!, row[q]!];
  row[p] = cosine * x - sine * y;
  row[q] = sine * x + cosine * y;
}
