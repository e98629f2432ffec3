// What operations of other rooms answer of this one; loads schemas alone.
export { comparedSchema } from './report/compared.ts';
export { datasetDiffSchema } from './dataset-diff.ts';
export { driftReportSchema } from './drift/drift-report.ts';
export { tableProfileSchema } from './profile/profile.ts';
export { contractFrom, contractSchema } from './contract/contract-schema.ts';
export { checkedSchema } from './contract/contract-result.ts';
export { leakageSchema } from './duplicates/leakage.ts';
export { labelErrorsSchema } from './label-errors/label-errors.ts';
export { weakSlicesSchema } from './slices/weak-slices.ts';
