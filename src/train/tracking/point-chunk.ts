import { trainErrors } from '../train.errors.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteWriter, FixedWidth } from './byte-writer.ts';
import { makeColumns, type PointColumns } from './point-columns.ts';

// The body of a row of `train_metric_chunks`: points of one metric, column by column, in the order of time.
//
//   body     version (1 byte, 1), how many points (uint), steps, times, values
//   steps, times: whole numbers, as what they differ from the straight line between the first and the last. Steps that go by one, and times that go by a second, are
//            the line itself; times that jitter differ by a byte or two.
//            width (1 byte) 0, 1, 2 or 4; first (int); last - first (int); then `width` bytes for each but the first
//            width 8 when that would not do: 8 bytes a number, the number itself
//   values   form (1 byte) 8: 8 bytes each; 4: 4 bytes each, when all are exact so; 0: whole numbers as above, when they take less

const VERSION = 1;
const FLOAT64 = 8;
const FLOAT32 = 4;
const WHOLE = 0;

/** Makes bytes of points in their order: about 10 bytes a point, half of that where values were computed in single precision. */
export function encodeChunk(points: PointColumns, writer: ByteWriter): Uint8Array {
  writer.byte(VERSION);
  writer.uint(points.length);
  writeWhole(points.steps, widthOf(points.steps), writer);
  writeWhole(points.times, widthOf(points.times), writer);
  const { values } = points;
  const width = values.every(isWhole) ? widthOf(values) : 8;
  const single = values.every((value) => Object.is(Math.fround(value), value));
  if (width < (single ? FLOAT32 : FLOAT64)) {
    writer.byte(WHOLE);
    writeWhole(values, width, writer);
  } else if (single) {
    writer.byte(FLOAT32);
    for (const value of values) writer.float32(value);
  } else {
    writer.byte(FLOAT64);
    for (const value of values) writer.float64(value);
  }
  return writer.take();
}

/** The points of a body. Throws TRAIN_POINTS_UNREADABLE. */
export function decodeChunk(body: Uint8Array): PointColumns {
  const reader = new ByteReader(body);
  if (reader.byte() !== VERSION) throw trainErrors.POINTS_UNREADABLE({ version: body[0] ?? -1 });
  const points = makeColumns(reader.uint());
  readWhole(points.steps, reader);
  readWhole(points.times, reader);
  const { values } = points;
  const form = reader.byte();
  if (form === WHOLE) readWhole(values, reader);
  else if (form === FLOAT32) for (let i = 0; i < values.length; i++) values[i] = reader.float32();
  else for (let i = 0; i < values.length; i++) values[i] = reader.float64();
  return points;
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && !Object.is(value, -0);

type Width = 0 | FixedWidth | 8;

/** The whole number at `index` of the straight line of `length` numbers from `first`, `span` long. The same on every machine: all of it is IEEE arithmetic. */
const lineAt = (first: number, span: number, index: number, length: number): number => first + Math.round((span * index) / (length - 1));

function widthOf(numbers: Float64Array): Width {
  const length = numbers.length;
  const first = numbers[0] ?? 0;
  const span = (numbers[length - 1] ?? 0) - first;
  if (!Number.isSafeInteger(span)) return 8;
  let largest = 0;
  for (let i = 1; i < length; i++) {
    const off = numbers[i]! - lineAt(first, span, i, length);
    // One more below zero than above: -128 to 127.
    largest = Math.max(largest, off < 0 ? -off - 1 : off, off === 0 ? 0 : 1);
  }
  if (largest === 0) return 0;
  return largest < 2 ** 7 ? 1 : largest < 2 ** 15 ? 2 : largest < 2 ** 31 ? 4 : 8;
}

function writeWhole(numbers: Float64Array, width: Width, writer: ByteWriter): void {
  writer.byte(width);
  if (width === 8) {
    for (const number of numbers) writer.float64(number);
    return;
  }
  const length = numbers.length;
  const first = numbers[0] ?? 0;
  const span = (numbers[length - 1] ?? 0) - first;
  writer.int(first);
  writer.int(span);
  if (width > 0) for (let i = 1; i < length; i++) writer.fixed(numbers[i]! - lineAt(first, span, i, length), width as FixedWidth);
}

function readWhole(numbers: Float64Array, reader: ByteReader): void {
  const width = reader.byte() as Width;
  const length = numbers.length;
  if (width === 8) {
    for (let i = 0; i < length; i++) numbers[i] = reader.float64();
    return;
  }
  const first = reader.int();
  const span = reader.int();
  if (length > 0) numbers[0] = first;
  for (let i = 1; i < length; i++) numbers[i] = lineAt(first, span, i, length) + (width > 0 ? reader.fixed(width as FixedWidth) : 0);
}
