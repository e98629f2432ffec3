import type { DatasetInput, Experiment, LoggedModel, ModelMetric, ModelVersion, Point, RegisteredModel, RunInfo, RunInput } from '../../platform/index.ts';

// The nouns in the protocol's form. Whole numbers are numbers there, and what JSON has no number for is a text.

/** A number as protobuf writes it. */
export const toDouble = (value: number): number | string => (Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');

/** Texts by name as the protocol lists them; a list without members is left out, as protobuf does. */
const toEntries = (texts: Readonly<Record<string, string>>): { readonly key: string; readonly value: string }[] | undefined => {
  const keys = Object.keys(texts);
  return keys.length === 0 ? undefined : keys.map((key) => ({ key, value: texts[key]! }));
};

const orNone = <T>(items: readonly T[]): readonly T[] | undefined => (items.length === 0 ? undefined : items);

export const toExperimentJson = (experiment: Experiment): object => ({
  experiment_id: String(experiment.no),
  name: experiment.name,
  artifact_location: experiment.artifactLocation,
  lifecycle_stage: experiment.lifecycle,
  last_update_time: experiment.updatedAt,
  creation_time: experiment.createdAt,
  tags: toEntries(experiment.tags),
});

export const toRunInfoJson = (info: RunInfo): object => ({
  run_uuid: info.id,
  experiment_id: String(info.experiment),
  run_name: info.name,
  user_id: info.user,
  status: info.status,
  start_time: info.startedAt ?? undefined,
  end_time: info.endedAt ?? undefined,
  artifact_uri: info.artifactUri,
  lifecycle_stage: info.lifecycle,
  run_id: info.id,
});

export const toMetricJson = (key: string, { value, at, step }: Point): object => ({ key, value: toDouble(value), timestamp: at, step });

export const toDatasetInputJson = ({ dataset, tags }: RunInput): object => ({ tags: toEntries(tags), dataset: toDatasetJson(dataset) });

const toDatasetJson = (dataset: DatasetInput): object => ({
  name: dataset.name,
  digest: dataset.digest,
  source_type: dataset.sourceType,
  source: dataset.source,
  schema: dataset.schema ?? undefined,
  profile: dataset.profile ?? undefined,
});

export const toLoggedModelJson = (model: LoggedModel): object => ({
  info: {
    model_id: model.id,
    experiment_id: String(model.experiment),
    name: model.name,
    creation_timestamp_ms: model.createdAt,
    last_updated_timestamp_ms: model.updatedAt,
    artifact_uri: model.artifactUri,
    status: model.status,
    model_type: model.type ?? undefined,
    source_run_id: model.sourceRun ?? undefined,
    status_message: model.statusMessage ?? undefined,
    tags: toEntries(model.tags),
  },
  data: { params: toEntries(model.params), metrics: orNone(model.metrics.map((metric) => toModelMetricJson(model.id, metric))) },
});

const toModelMetricJson = (model: string, metric: ModelMetric): object => ({
  ...toMetricJson(metric.key, metric),
  dataset_name: metric.datasetName ?? undefined,
  dataset_digest: metric.datasetDigest ?? undefined,
  model_id: model,
  run_id: metric.run,
});

export const toRegisteredModelJson = (model: RegisteredModel): object => ({
  name: model.name,
  creation_timestamp: model.createdAt,
  last_updated_timestamp: model.updatedAt,
  description: model.description === '' ? undefined : model.description,
  latest_versions: orNone(model.latestVersions.map(toModelVersionJson)),
  tags: toEntries(model.tags),
  aliases: orNone(Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) }))),
});

/** A version is ready as soon as it is registered: its files stay where they are. */
export const toModelVersionJson = (version: ModelVersion): object => ({
  name: version.name,
  version: String(version.version),
  creation_timestamp: version.createdAt,
  last_updated_timestamp: version.updatedAt,
  user_id: version.user,
  current_stage: version.stage,
  description: version.description ?? undefined,
  source: version.source,
  run_id: version.run ?? '',
  run_link: version.runLink,
  status: 'READY',
  tags: toEntries(version.tags),
  aliases: orNone(version.aliases),
});
