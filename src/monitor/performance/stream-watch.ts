/** What can be watched of single predictions: by how much each loses more than its score promised, known when its label is due; or the score, known at once. */
export const STREAMS = ['errors', 'score'] as const;
export type Stream = (typeof STREAMS)[number];

/** Who watches: `adwin` finds changes of any size in time, `page-hinkley` those of half a standard deviation sooner and cheaper. */
export const STREAM_DETECTORS = ['adwin', 'page-hinkley'] as const;
export type StreamDetectorName = (typeof STREAM_DETECTORS)[number];

/** One stream of a deployment's champion that is watched prediction by prediction. */
export interface StreamWatch {
  /** What is watched: `errors` beyond what the score promised, or the `score`. */
  readonly of: Stream;
  /** Who watches: `page-hinkley` finds changes of half a standard deviation sooner and cheaper, and misses smaller ones. @default 'adwin' */
  readonly by?: StreamDetectorName;
}
