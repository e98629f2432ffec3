/** What users write about monitoring; imported by the sdk. */
export type { Monitoring } from './window.ts';
export type { Alerting, AlertTarget, Secret } from './alerts/alerting.ts';
