import type { Instant } from '../kernel/index.ts';
import type { PredictionRecord } from './prediction.ts';

/** What the writer remembers of a prediction, to answer repeats and to join labels. */
export interface KnownPrediction {
  readonly eventAt: Instant;
  /** Newest revision of its label; -1 when there is none. */
  revision: number;
  /** Its record, while its segment is not sealed. */
  record: PredictionRecord | null;
  /** Settles when it is on disk; null when it was long ago. */
  committed: Promise<void> | null;
}

/** The predictions made last, by name; the oldest are forgotten first. About 150 bytes each once their segment is sealed. */
export class KnownPredictions {
  readonly #known = new Map<string, KnownPrediction>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(predictionId: string): KnownPrediction | undefined {
    return this.#known.get(predictionId);
  }

  add(predictionId: string, known: KnownPrediction): void {
    this.#known.set(predictionId, known);
    if (this.#known.size > this.#limit)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
  }

  forget(predictionId: string): void {
    this.#known.delete(predictionId);
  }
}
