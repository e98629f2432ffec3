export { type Alert, ALERT_STATES, type AlertState, DATA_KINDS, type Finding, FINDING_KINDS, type FindingKind, type Harm, URGENCIES, type Urgency } from './finding.ts';
export { monitorErrors } from './monitor.errors.ts';
export { monitorOperations } from './monitor.operations.ts';
export { createMonitorRoom, type MonitorRoom, type MonitorSettings } from './monitor-room.ts';
export { type FindingFilter, monitorMigrations, type WindowFilter } from './monitor.store.ts';
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
