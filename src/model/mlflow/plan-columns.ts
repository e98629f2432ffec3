import type { Problem } from '../../kernel/index.ts';
import { COLUMN_TYPES, type ColumnType, type Signature } from './read-description.ts';

/** What there is to give to a model. */
export interface OfferedColumns {
  /** Numbers, in order. */
  readonly features: readonly string[];
  /** The raw columns of a request, by name, with the kind of their values. */
  readonly inputs: Readonly<Record<string, { readonly kind: RawKind }>>;
}

type RawKind = 'number' | 'integer' | 'string' | 'boolean' | 'timestamp';

/** A column that a model takes, and where it comes from: the features, or the raw row. */
export interface PlannedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly from: 'features' | 'inputs';
}

/** How a model is asked. */
export interface ColumnPlan {
  readonly columns: readonly PlannedColumn[];
  /** The type of a matrix, for a model that takes one instead of a table. */
  readonly matrix?: string;
}

/** Which types of a signature can hold the values of a raw column. */
const FITTING: Readonly<Record<RawKind, readonly ColumnType[]>> = {
  number: ['double', 'float'],
  integer: ['double', 'float', 'integer', 'long'],
  string: ['string'],
  boolean: ['boolean'],
  timestamp: ['datetime'],
};
const NUMERIC: readonly ColumnType[] = ['double', 'float', 'integer', 'long', 'boolean'];
const MATRIX_TYPES = ['float32', 'float64'];

/**
 * Where each column that a signature names comes from: all from the features when all of them are features, else each from where it is. A model without a signature takes the
 * features by their names. What does not fit comes back as problems, all at once.
 */
export function planColumns(signature: Signature, offered: OfferedColumns): ColumnPlan | { readonly problems: readonly Problem[] } {
  const { features, inputs } = offered;
  const all = (type: ColumnType): readonly PlannedColumn[] => features.map((name) => ({ name, type, from: 'features' }));
  if (signature.kind === 'none') return { columns: all('float') };
  if (signature.kind === 'matrix') {
    const problems = matrixProblems(signature, features);
    return problems.length > 0 ? { problems } : { columns: all('double'), matrix: signature.type };
  }
  const allFeatures = signature.columns.every(({ name }) => features.includes(name));
  const allInputs = signature.columns.every(({ name }) => Object.hasOwn(inputs, name));
  const problems: Problem[] = [];
  const columns = signature.columns.flatMap(({ name, type }): PlannedColumn[] => {
    const say = (message: string): PlannedColumn[] => {
      problems.push({ path: `/signature/${name}`, message });
      return [];
    };
    const known = COLUMN_TYPES.find((each) => each === type);
    if (known === undefined) return say(`has the type ${type}; ${COLUMN_TYPES.join(', ')} can be given`);
    const isFeature = features.includes(name);
    const raw = Object.hasOwn(inputs, name) ? inputs[name]!.kind : undefined;
    if (!isFeature && raw === undefined) return say('is neither a feature nor a raw column that the feature file declares as its input');
    if (isFeature && raw !== undefined && !allFeatures && !allInputs)
      return say('is both a feature and a raw column, and the model takes some of each: give the feature another name');
    if (raw !== undefined && !allFeatures) return FITTING[raw].includes(known) ? [{ name, type: known, from: 'inputs' }] : say(`is taken as ${type}; the raw column is ${raw}`);
    return NUMERIC.includes(known) ? [{ name, type: known, from: 'features' }] : say(`is taken as ${type}; features are numbers`);
  });
  return problems.length > 0 ? { problems } : { columns };
}

function matrixProblems({ type, shape }: Extract<Signature, { kind: 'matrix' }>, features: readonly string[]): readonly Problem[] {
  const width = shape[1];
  if (shape.length !== 2 || shape[0] !== -1) return [{ path: '/signature', message: `takes a tensor of the shape [${shape.join(', ')}]; a matrix [-1, features] can be given` }];
  if (width !== -1 && width !== features.length) return [{ path: '/signature', message: `takes ${width} features; ${features.length} will be given (${features.join(', ')})` }];
  return MATRIX_TYPES.includes(type) ? [] : [{ path: '/signature', message: `takes ${type}; ${MATRIX_TYPES.join(' or ')} can be given` }];
}
