export { alertingProblems } from './alerts/alerting-problems.ts';
export {
  type Alert,
  ALERT_STATES,
  ALERT_TRANSITIONS,
  type AlertState,
  DATA_KINDS,
  type Finding,
  FINDING_KINDS,
  type FindingKind,
  type Harm,
  MATURED_KINDS,
  STANDING,
  URGENCIES,
  type Urgency,
} from './finding.ts';
export { type Delivery, DELIVERY_STATES, DELIVERY_TRANSITIONS, type DeliveryState } from './alerts/delivery.ts';
export type { Diagnosis } from './diagnosis/diagnosis.ts';
export type { Distribution } from './diagnosis/distribution.ts';
export type { Example } from './diagnosis/example.ts';
export type { History } from './diagnosis/history.ts';
export { type Mute, MUTE_STATES, MUTE_TRANSITIONS, type MuteState } from './alerts/mute.ts';
export { evaluateSource } from './performance/evaluate-source.ts';
export { evaluateOperation } from './performance/performance.operations.ts';
export type { EvaluatedTable } from './performance/evaluated-table.ts';
export type { TrainingSource } from './monitor-means.ts';
export type { MeasuredSegments } from './performance/measured-segments.ts';
export { STREAM_DETECTORS, STREAMS } from './performance/stream-watch.ts';
export type { SkewReport } from './skew/skew.ts';
export { monitorErrors } from './monitor.errors.ts';
export { monitorOperations } from './monitor.operations.ts';
export { createMonitorRoom, type MonitorRoom, type MonitorSettings } from './monitor-room.ts';
export { type FindingFilter } from './findings.store.ts';
export { monitorMigrations } from './monitor-tables.store.ts';
export { type WindowFilter } from './windows.store.ts';
export { type HeldStretch, type Quarantine, QUARANTINE_STATES, QUARANTINE_TRANSITIONS, type QuarantineState } from './quarantine/quarantine.ts';
export {
  COLUMN_GROUPS,
  type ColumnGroup,
  type ColumnReport,
  type Monitoring,
  MONITORING_DEFAULTS,
  type PerformanceReport,
  type Role,
  ROLES,
  type RollingPerformance,
  WINDOW_STATES,
  WINDOW_TRANSITIONS,
  type WindowReport,
  type WindowState,
} from './window.ts';
