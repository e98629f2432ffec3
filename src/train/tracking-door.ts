/** Where programs that speak MLflow's protocol reach the tracking of this project. */
export interface TrackingDoor {
  /** `http://127.0.0.1:7300` */
  readonly url: string;
  /** Needed to enter, where there is one. */
  readonly token: string | undefined;
  close(): Promise<void>;
}
