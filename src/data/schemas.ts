// What operations of other rooms answer of this one; loads schemas alone.
export { comparedSchema } from './report/compared.ts';
export { leakageSchema } from './duplicates/leakage.ts';
export { labelErrorsSchema } from './label-errors/label-errors.ts';
export { weakSlicesSchema } from './slices/weak-slices.ts';
