/** What users write about data; imported by the sdk. */
export { boolean, type Column, type Columns, integer, nullable, number, type RowOf, string, timestamp } from './columns.ts';
export type { Contract, RowCondition } from './contract/contract.ts';
export { csv, type Dataset, dataset, parquet, type Source } from './dataset.ts';
export { defineFeatures, type Features, type Labelled } from './features.ts';
