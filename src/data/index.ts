export {
  boolean,
  type Column,
  COLUMN_KINDS,
  type ColumnKind,
  type Columns,
  type ColumnTests,
  integer,
  nullable,
  number,
  type RowOf,
  type Severity,
  string,
  timestamp,
} from './columns.ts';
export { type Contract, CONTRACT_POLICIES, type ContractPolicy, defineContract, type RowCondition } from './contract/contract.ts';
export { type CheckedAnswer, CONTRACT_REASONS, type ContractFailure, type ContractReason, type ContractResult, type Violation } from './contract/contract-result.ts';
export { arrow, csv, type Dataset, dataset, parquet, type Source, type SourceFile } from './dataset.ts';
export { type DatasetManifest, type DatasetPart, type DatasetVersion } from './dataset-version.ts';
export { defineFeatures, type Features, type Labelled } from './features.ts';
export type { ColumnCounts, ColumnProfile, TableCounts, TableProfile } from './profile/profile.ts';
export { contractFrom, contractSchema } from './contract/contract-schema.ts';
export type { TableTest } from './contract/table-test.ts';
export { compileRowContract, compileRowReader, type RowCheck } from './contract/compile-row-contract.ts';
export { contractProblems } from './contract/validate-contract.ts';
export { breakingRows, checkRows } from './contract/check-rows.store.ts';
export { type Answer, compileOutputContract, outputContract, outputProblems } from './contract/output-contract.ts';
export { countedTests, type CountedTest } from './contract/counted-tests.ts';
export type { Surroundings } from './contract/surroundings.ts';
export { countLevelled, limitLevels } from './contract/test-levels.ts';
export type { AnyTableTest } from './contract/table-test.ts';
export { leaveOpen, profiledColumns } from './contract/leave-open.ts';
export { requestContract, rowContract, windowContract } from './contract/request-contract.ts';
export { checkTable, type Examination, examineTable, type TableCheck } from './contract/check-table.store.ts';
export { parquetTable, type TableSql } from './table-sql.store.ts';
export { binOf } from './profile/bin-edges.ts';
export { minuteOfDay } from './profile/counted-value.ts';
export { deviationOfCounts, meanOfCounts } from './profile/mean-of-counts.ts';
export { countTable } from './profile/count-table.store.ts';
export { profileTable, sketchTable } from './profile/profile-table.store.ts';
export { decodeProfile, encodeProfile, type SketchedProfile } from './profile/profile-bytes.ts';
export { type NamedTable } from './tables/name-table.ts';
export { describeTable, fileTable, readTable } from './tables/read-table.store.ts';
export { columnOf, numbersOf, requireColumns, type Table, type TableColumn, textOf } from './tables/table.ts';
export { type LabelError, type LabelErrors, OUT_OF_FOLD } from './label-errors/label-errors.ts';
export type { LabelErrorsOrder } from './label-errors/report-label-errors.ts';
export { type WeakSlice, type WeakSlices } from './slices/weak-slices.ts';
export type { WeakSlicesOrder } from './slices/report-weak-slices.ts';
export { type Leak, type Leakage, type LeakageOrder } from './duplicates/leakage.ts';
export { besidePort, type SaidTable } from './steps/table-input.store.ts';
export { type RelatedTable, relatedTables, relationOf } from './contract/surroundings.ts';
export { type ColumnValues, profileValues } from './profile/profile-values.ts';
export type { Countable } from './profile/counter-memory.ts';
export { type Counter, createCounter, prepareCounters } from './profile/create-counter.ts';
export { readTableCounts, writeTableCounts } from './profile/counts-bytes.ts';
export { countsOfProfile, emptyCounts, mergeCounts } from './profile/merge-counts.ts';
export { CHANGE_KINDS, type ChangeKind, type ColumnCase, type ColumnComparison, type ColumnVerdict, judgeColumn, type Suspicion, TESTS_A_COLUMN } from './drift/judge-column.ts';
export { cellsOf } from './drift/judge-drift.ts';
export type { Batch, BatchColumn } from './drift/batch.ts';
export type { ColumnChange, DriftReport } from './drift/drift-report.ts';
export { type BatchFinding, type BatchJudgement, DRIFT_DEFAULTS, type DriftOptions } from './drift/conclude-batch.ts';
export { judgeBatch, traceBatch } from './drift/judge-batch.ts';
export { BATCH_CHANGES, type BatchChange } from './drift/trace.ts';
export { fitYardstick, type Yardstick } from './drift/yardstick.ts';
export { naturalBound } from './drift/natural-bound.ts';
export { mendOutside, type Move, tellMove, tellOutside } from './drift/tell-move.ts';
export { judgeShare } from './drift/judge-share.ts';
export { boundsOf, type NaturalBounds, type NaturalVariation, NO_DAYS, phaseDuring, weeklyBounds, type WeeklyBounds } from './drift/natural-variation.ts';
export {
  cutSegmentation,
  MOST_SEGMENTS,
  nameSegments,
  quartersOf,
  rowsOfSegments,
  SEGMENT_ROWS,
  segmentOf,
  type Segmentation,
  type SegmentValue,
} from './segments/segmentation.ts';
export { measureSeason, type WeeklyPhases } from './drift/measure-season.ts';
export { dataErrors } from './data.errors.ts';
export { createDataRoom, type DataRoom } from './data-room.ts';
export type { DataProject, IngestOrder } from './ingest-rows.store.ts';
export type { SourceRows, SourceRowsOrder } from './read-source-rows.store.ts';
export type { ColumnDiff, DatasetDiff, DiffSide, ValueChange, ValueSet } from './dataset-diff.ts';
export { dataMigrations } from './data.store.ts';
export { dataOperations, type VersionBrief, type VersionDetails } from './data.operations.ts';
export { tableOperations, type WrittenContract } from './table.operations.ts';
export { resolveSource } from './resolve-source.ts';
export { datasetProblems } from './validate-dataset.ts';
export { formatTimeOfDay } from './profile/format-time-of-day.ts';
export { compareDistributions } from './report/compare-distributions.ts';
export type { Compared } from './report/compared.ts';
export { type Html, html } from './report/html.ts';
export { line, rectangles } from './report/path.ts';
export { renderColumn } from './report/render-column.ts';
export { renderPage, renderTerms } from './report/render-page.ts';
export type { RereadStretch } from './reread-source.store.ts';
