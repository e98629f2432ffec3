/** What users write about monitoring; imported by the sdk. */
export type { Monitoring } from './window.ts';
export type { Stream, StreamDetectorName, StreamWatch } from './performance/stream-watch.ts';
export type { Alerting, AlertTarget, Secret } from './alerts/alerting.ts';
