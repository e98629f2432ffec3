/** A change of the mean of a stream. */
export interface StreamChange {
  /** Means before and after it. */
  readonly before: number;
  readonly after: number;
  /** Position in the stream (values seen before it) at which the new mean begins, as far as it can be told. */
  readonly since: number;
}
