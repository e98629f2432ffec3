/** What one measurement took. */
export interface Figures {
  readonly wallSeconds: number;
  /** Of all threads of its process. */
  readonly cpuSeconds: number;
  /** The most memory that its process held, in MB. */
  readonly peakMegabytes: number;
}

/** One line of the report. */
export interface Line {
  readonly what: string;
  /** The figure that the goal is about, as text with its unit. */
  readonly ours: string;
  readonly cpu: string;
  readonly memory: string;
  readonly peer: string;
  readonly goal: string;
  /** Null where there is no goal. */
  readonly holds: boolean | null;
}

/** How much is measured. */
export interface Effort {
  readonly rounds: number;
  readonly peers: boolean;
  /** Also 3,000,000 rows of 1,000 columns, which takes minutes and 9 GB of disk, once. */
  readonly wide: boolean;
}

/** Figures that are measured together and stand under one heading. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** What is measured and how, for the report. */
  readonly about: string;
  run(effort: Effort): Promise<readonly Line[]>;
}
