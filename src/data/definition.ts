/** What users write about data; imported by the sdk. */
export { boolean, type Column, type Columns, integer, nullable, number, type RowOf, string, timestamp } from './columns.ts';
export { type Contract, defineContract, type RowCondition } from './contract/contract.ts';
export { contractFrom } from './contract/contract-schema.ts';
export type { TableTest } from './contract/table-test.ts';
export { arrow, csv, type Dataset, dataset, parquet, type Source } from './dataset.ts';
export { defineFeatures, type Features, type Labelled } from './features.ts';
