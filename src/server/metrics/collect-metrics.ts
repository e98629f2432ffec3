import { type Finding, FINDING_KINDS, MATURED_KINDS, type Platform, type WindowReport } from '../../platform/index.ts';
import { OUTCOMES, type RequestMeter } from './request-meter.ts';
import type { Family, Sample } from './write-open-metrics.ts';

/** Columns that get a label; of more the farthest from their reference. */
const MOST_COLUMNS = 200;
/** Segments that get a label: of three inputs the twenty values and the others; of more the farthest. */
const MOST_SEGMENTS = 63;

/** What a scrape is told: what this process answered, and how the newest windows stand. */
export async function collectMetrics(platform: Platform, meter: RequestMeter): Promise<Family[]> {
  const { monitor, serve } = platform;
  const deployment = serve.name;
  const [[newest], [matured], alerts, mutes, queued, held] = await Promise.all([
    monitor.windows({ limit: 1 }),
    monitor.windows({ limit: 1, state: 'matured' }),
    monitor.alerts(['open', 'acknowledged']),
    monitor.mutes(),
    monitor.deliveries({ state: 'queued' }),
    monitor.quarantine(),
  ]);
  const findingsOf = async (window: WindowReport | undefined): Promise<Finding[]> => (window === undefined ? [] : monitor.findings({ interval: window.interval }));
  const findings = [
    ...(await findingsOf(newest)).filter(({ kind }) => !MATURED_KINDS.includes(kind)),
    ...(await findingsOf(matured)).filter(({ kind }) => MATURED_KINDS.includes(kind)),
  ];
  const backlog = serve.backlog();
  const about = { deployment };
  const one = (value: number): Sample[] => [{ labels: about, value }];
  return [
    counter(
      'capstan_predictions',
      'Units answered by this process, by what became of them.',
      OUTCOMES.map((outcome) => ({ labels: { ...about, outcome }, value: meter.units[outcome] })),
    ),
    counter('capstan_prediction_failures', 'Prediction requests that were not answered.', one(meter.failed)),
    counter('capstan_labels', 'Labels taken by this process.', one(meter.labels)),
    { name: 'capstan_prediction_seconds', type: 'histogram', help: 'How long prediction requests took, batches as one.', samples: [{ labels: about, value: meter.latency() }] },
    gauge('capstan_log_unsealed_segments', 'Segments of the prediction log that are not sealed to Parquet yet.', one(backlog.segments)),
    gauge('capstan_log_unsealed_predictions', 'Predictions in them.', one(backlog.predictions)),
    counter('capstan_shadows_skipped', 'Units that went without their shadows because too many were waiting.', one(serve.skippedShadows())),
    gauge(
      'capstan_alerts',
      'Alerts that stand, by kind and state.',
      FINDING_KINDS.flatMap((kind) =>
        ['open', 'acknowledged'].map((state) => ({ labels: { ...about, kind, state }, value: alerts.filter((alert) => alert.kind === kind && alert.state === state).length })),
      ),
    ),
    gauge('capstan_mutes', 'Mutes of alerts that hold.', one(mutes.length)),
    gauge('capstan_alert_deliveries_queued', 'Messages about alerts that are still to be sent.', one(queued.length)),
    gauge('capstan_windows_held', 'Windows that are kept out of training and trials.', one(held.filter((window) => window.state === 'held').length)),
    gauge(
      'capstan_findings',
      'Findings by kind and urgency: of the newest window, and of kinds that labels tell of the newest matured one.',
      FINDING_KINDS.flatMap((kind) =>
        ['page', 'notice'].map((urgency) => ({
          labels: { ...about, kind, urgency },
          value: findings.filter((finding) => finding.kind === kind && finding.urgency === urgency).length,
        })),
      ),
    ),
    ...(newest === undefined ? [] : describeWindow(newest, about)),
    ...(matured === undefined ? [] : describeQuality(matured, about)),
  ];
}

type Labels = Readonly<Record<string, string>>;

const counter = (name: string, help: string, samples: readonly Sample[]): Family => ({ name, type: 'counter', help, samples });
const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({ name, type: 'gauge', help, samples });

/** How the segments of a window that the release watches stand. */
function describeSegments(segments: NonNullable<WindowReport['segments']>, about: Labels): Family[] {
  const beyond = ({ farthest }: (typeof segments)[number]): number => (farthest === null ? -Infinity : farthest.distance - farthest.natural);
  const far = segments.toSorted((a, b) => beyond(b) - beyond(a) || b.rows - a.rows).slice(0, MOST_SEGMENTS);
  const by = (value: (segment: (typeof far)[number]) => number | undefined): Sample[] =>
    far.flatMap((segment) => {
      const given = value(segment);
      return given === undefined ? [] : [{ labels: { ...about, by: segment.column, segment: segment.value }, value: given }];
    });
  return [
    gauge(
      'capstan_segment_predictions',
      'Requests of the newest window by the segments that the release watches; of more than 63 the farthest.',
      by(({ rows }) => rows),
    ),
    gauge(
      'capstan_segment_usual_share',
      'The share of the rows that a segment has in the reference.',
      by(({ usual }) => usual),
    ),
    gauge(
      'capstan_segment_drift_distance',
      'Total variation distance of the column of a segment that lies farthest beyond what is natural for it; of segments with enough rows.',
      by(({ farthest }) => farthest?.distance),
    ),
    gauge(
      'capstan_segment_drift_natural',
      'The distance that natural change explains there.',
      by(({ farthest }) => farthest?.natural),
    ),
  ];
}

function describeWindow({ interval, predictions, refused, flagged, columns, segments }: WindowReport, about: Labels): Family[] {
  const far = columns.toSorted((a, b) => b.distance - b.natural - (a.distance - a.natural)).slice(0, MOST_COLUMNS);
  const by = (value: (column: (typeof far)[number]) => number): Sample[] =>
    far.map((column) => ({ labels: { ...about, column: column.column, group: column.group }, value: value(column) }));
  return [
    gauge('capstan_window_end_seconds', 'End of the newest window, in event time.', [{ labels: about, value: interval.to / 1000 }]),
    gauge('capstan_window_predictions', 'Requests of the newest window, by what became of them.', [
      { labels: { ...about, outcome: 'decided' }, value: predictions - refused - flagged },
      { labels: { ...about, outcome: 'flagged' }, value: flagged },
      { labels: { ...about, outcome: 'refused' }, value: refused },
    ]),
    gauge(
      'capstan_drift_distance',
      'Total variation distance of a column of the newest window to its reference; of more than 200 columns the farthest.',
      by((column) => column.distance),
    ),
    gauge(
      'capstan_drift_natural',
      'The distance that natural change explains.',
      by((column) => column.natural),
    ),
    ...(segments === undefined ? [] : describeSegments(segments, about)),
  ];
}

/** Of one of several classes, each by itself; no families elsewhere. */
function describeClasses(performance: WindowReport['performance'], about: Labels): Family[] {
  if (performance.every((report) => report.classes === undefined)) return [];
  const of = (value: (one: NonNullable<(typeof performance)[number]['classes']>[number]) => number | null): Sample[] =>
    performance.flatMap(({ role, release, classes = [] }) =>
      classes.flatMap((one) => {
        const given = value(one);
        return given === null ? [] : [{ labels: { ...about, role, release: release.slice(7, 15), class: one.name }, value: given }];
      }),
    );
  const figure = (metric: string): Sample[] => of((one) => one.metrics.find((each) => each.metric === metric)?.value ?? null);
  return [
    gauge(
      'capstan_class_units',
      'Units of the newest matured window of which the class came true.',
      of((one) => one.rows),
    ),
    gauge(
      'capstan_class_predicted_units',
      'Units of the newest matured window with a label of which the class was the most probable one.',
      of((one) => one.predicted),
    ),
    gauge('capstan_class_precision', 'Share of units predicted to be of the class that were, on the newest matured window.', figure('precision')),
    gauge('capstan_class_recall', 'Share of units of the class that were predicted to be, on the newest matured window.', figure('recall')),
    gauge('capstan_class_auc', 'Area under the ROC curve of the class against all others, on the newest matured window.', figure('auc')),
  ];
}

function describeQuality({ interval, performance }: WindowReport, about: Labels): Family[] {
  const of = (value: (report: (typeof performance)[number]) => number | null): Sample[] =>
    performance.flatMap((report) => {
      const given = value(report);
      return given === null ? [] : [{ labels: { ...about, role: report.role, release: report.release.slice(7, 15) }, value: given }];
    });
  return [
    gauge('capstan_matured_window_end_seconds', 'End of the newest window whose labels have had their time, in event time.', [{ labels: about, value: interval.to / 1000 }]),
    gauge(
      'capstan_quality',
      'The metric that the scope asks for, on the newest matured window.',
      performance.flatMap(({ role, release, quality: { metric, value } }) =>
        value === null ? [] : [{ labels: { ...about, role, release: release.slice(7, 15), metric }, value }],
      ),
    ),
    gauge(
      'capstan_auc',
      'AUC on the newest matured window.',
      of((report) => report.auc),
    ),
    gauge(
      'capstan_calibration_gap',
      'Mean score minus mean label on the newest matured window.',
      of((report) => report.calibrationGap),
    ),
    gauge(
      'capstan_cost_per_unit',
      'Cost per unit on the newest matured window, in the scope’s terms.',
      of((report) => report.cost),
    ),
    gauge(
      'capstan_labelled_units',
      'Units of the newest matured window that have a label.',
      of((report) => report.labelled),
    ),
    ...describeClasses(performance, about),
  ];
}
