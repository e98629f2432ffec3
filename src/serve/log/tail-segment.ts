import { floorTo, HOUR, type Instant } from '../../kernel/index.ts';
import type { LogBatch, LoggedFeedback, LoggedPrediction, LoggedShadow } from './log-batch.ts';

/** A segment that is not sealed yet, in memory: what its frames say, ready to be joined. */
export class TailSegment {
  readonly number: number;
  readonly predictions: LoggedPrediction[] = [];
  /** By the start of their event hour. */
  readonly byHour = new Map<Instant, LoggedPrediction[]>();
  readonly shadows = new Map<string, LoggedShadow[]>();
  readonly feedback = new Map<string, LoggedFeedback[]>();
  /** The latest event time of its predictions. */
  latest: Instant = -Infinity;
  /** Bytes of whole frames in the file. */
  bytes = 0;

  constructor(number: number) {
    this.number = number;
  }

  /** Takes in one batch; batches come in the order of the log. */
  add(batch: LogBatch): void {
    switch (batch.kind) {
      case 'predictions':
        batch.records.forEach((record, i) => {
          const logged: LoggedPrediction = { order: batch.first + i, record };
          this.predictions.push(logged);
          this.latest = Math.max(this.latest, record.eventAt);
          pushTo(this.byHour, floorTo(record.eventAt, HOUR), logged);
        });
        return;
      case 'shadows':
        for (const shadow of batch.shadows) pushTo(this.shadows, shadow.predictionId, shadow);
        return;
      case 'feedback':
        for (const feedback of batch.feedback) pushTo(this.feedback, feedback.predictionId, feedback);
        return;
    }
  }
}

function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
