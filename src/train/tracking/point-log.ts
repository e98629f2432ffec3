import { trainErrors } from '../train.errors.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Point } from './metric.ts';

// The body of a row of `train_metric_journal`: the points of one log order, in the order in which they were given.
//
//   body   version (1 byte, 1), then points until the end
//   point  head (uint)       key · 8 + absolute · 4 + form of the value
//          step, at (int)    the difference to the point before (to 0, 0 at first), or the number itself when `absolute`: a difference may be beyond 2^53
//          value             form 0: 8 bytes; 1: 4 bytes, when that is exact; 2: int, when it is a small whole number; 3: nothing, NaN

const VERSION = 1;
const FLOAT64 = 0;
const FLOAT32 = 1;
const WHOLE = 2;
const NAN = 3;
const ABSOLUTE = 4;
/** Whole numbers below this take at most four bytes. */
const SMALL = 2 ** 27;

/** A point and the number of its key. */
export interface NumberedPoint extends Point {
  readonly key: number;
}

/** Makes bytes of a log order's points: 3 to 17 bytes a point, 6 of an ordinary one. The writer is empty before and after. */
export function encodePoints(points: Iterable<NumberedPoint>, writer: ByteWriter): Uint8Array {
  writer.byte(VERSION);
  let step = 0;
  let at = 0;
  for (const point of points) {
    const steps = point.step - step;
    const time = point.at - at;
    const absolute = !Number.isSafeInteger(steps) || !Number.isSafeInteger(time);
    const form = formOf(point.value);
    writer.uint(point.key * 8 + (absolute ? ABSOLUTE : 0) + form);
    writer.int(absolute ? point.step : steps);
    writer.int(absolute ? point.at : time);
    if (form === FLOAT64) writer.float64(point.value);
    else if (form === FLOAT32) writer.float32(point.value);
    else if (form === WHOLE) writer.int(point.value);
    ({ step, at } = point);
  }
  return writer.take();
}

function formOf(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < SMALL && !Object.is(value, -0)) return WHOLE;
  if (Math.fround(value) === value) return FLOAT32;
  return Number.isNaN(value) ? NAN : FLOAT64;
}

/** Passes each point of a body to `visit`, in order; only those of one key, when it is given. Throws TRAIN_POINTS_UNREADABLE. */
export function decodePoints(body: Uint8Array, visit: (point: NumberedPoint) => void, only?: number): void {
  const reader = new ByteReader(body);
  if (reader.byte() !== VERSION) throw trainErrors.POINTS_UNREADABLE({ version: body[0] ?? -1 });
  let step = 0;
  let at = 0;
  while (!reader.done) {
    const head = reader.uint();
    const absolute = head % 8 >= ABSOLUTE;
    step = absolute ? reader.int() : step + reader.int();
    at = absolute ? reader.int() : at + reader.int();
    const key = Math.floor(head / 8);
    const value = readValue(reader, head % 4);
    if (only === undefined || key === only) visit({ key, step, at, value });
  }
}

function readValue(reader: ByteReader, form: number): number {
  if (form === FLOAT64) return reader.float64();
  if (form === FLOAT32) return reader.float32();
  return form === WHOLE ? reader.int() : Number.NaN;
}
