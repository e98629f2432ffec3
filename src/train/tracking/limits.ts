/** How much may be logged at once, and how long texts may be, in characters: as in MLflow 3.18. */
export const LIMITS = {
  metricsAtOnce: 1000,
  paramsAtOnce: 100,
  tagsAtOnce: 100,
  entriesAtOnce: 1000,
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactLocation: 2048,
  datasetName: 500,
  datasetDigest: 36,
  /** Of a dataset version of ours: `sha256:` and 64 digits. */
  capstanDigest: 71,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  datasetsAtOnce: 1000,
  /** Ours: whoever writes meanwhile waits until all of them are written. */
  modelsAtOnce: 1000,
  loggedModelText: 100_000,
} as const;

/** The text's first `limit` characters. Characters are counted as code points, as Python does. */
export function truncate(text: string, limit: number): string {
  return isLonger(text, limit) ? [...text].slice(0, limit).join('') : text;
}

/** True when a text has more than `limit` code points. */
export function isLonger(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  return text.length > 2 * limit || [...text].length > limit;
}
