/** A day, and perhaps a column of the heat map, that a finding asks the reader to look at. */
export interface TrackFocus {
  readonly at: number;
  readonly column: string;
}
