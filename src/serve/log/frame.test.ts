import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';
import { encodeFrame, scanFrames } from './frame.ts';
import { decodeBatches, GroupEncoder, type LogBatch } from './log-batch.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });

const encodeAll = (batches: readonly LogBatch[]): Buffer => {
  const encoder = new GroupEncoder();
  for (const batch of batches) encoder.add(batch);
  return Buffer.from(encoder.take());
};

describe('frames', () => {
  it('carry the checksum of zlib and PNG', () => {
    // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms (Greg Cook).
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(crc32(Buffer.alloc(0))).toBe(0);
    expect(crc32(Buffer.from('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(text), (payloads) => {
        const scan = scanFrames(Buffer.concat(payloads.map(encodeFrame)));
        expect(scan.payloads.map(String)).toEqual(payloads);
        expect(scan.rest).toBe('clean');
      }),
    );
  });

  it('are cut at the last whole one when the end is torn', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.nat(), (payloads, cut) => {
        const frames = payloads.map(encodeFrame);
        const whole = Buffer.concat(frames);
        const before = whole.length - frames.at(-1)!.length;
        const scan = scanFrames(whole.subarray(0, before + (cut % frames.at(-1)!.length)));
        expect(scan.end).toBe(before);
        expect(scan.rest).not.toBe('corrupt');
      }),
    );
  });

  it('are reported when a byte before the last frame was changed, its length included', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (payloads, at, change) => {
        const frames = payloads.map(encodeFrame);
        const bytes = Buffer.concat(frames);
        const position = at % (bytes.length - frames.at(-1)!.length);
        bytes[position]! ^= change;
        const scan = scanFrames(bytes);
        expect(scan.rest).toBe('corrupt');
        expect(scan.end).toBeLessThanOrEqual(position);
      }),
    );
  });

  it('are not made of zeros', () => {
    expect(scanFrames(Buffer.concat([encodeFrame('a'), Buffer.alloc(4096)]))).toMatchObject({ end: 9, rest: 'torn' });
  });
});

describe('batches', () => {
  const release = `sha256:${'a'.repeat(64)}` as const;
  const record = {
    predictionId: 'p1',
    release,
    arm: 'champion',
    score: 0.1 + 0.2,
    decision: 'warn',
    rule: null,
    reason: 'because',
    violations: [{ column: 'x', reason: 'out_of_range', severity: 'warn', message: 'x is 7' }],
    deployment: 'flights',
    unitKey: 'u1',
    eventAt: 5,
    recordedAt: 9,
    propensity: 0.95,
    policyVersion: 3,
    inputs: { x: 7, city: 'Köln', gone: null },
    features: [1, Number.NaN, -0.5],
  } as const;
  const refused = {
    ...record,
    predictionId: 'p2',
    arm: 'challenger',
    score: null,
    decision: null,
    reason: 'refused',
    features: null,
    violations: [],
    inputs: { other: true },
  } as const;
  const batches: LogBatch[] = [
    { kind: 'predictions', first: 41, records: [record, refused, record] },
    { kind: 'shadows', shadows: [{ predictionId: 'p1', release, score: 0.25, decision: 'none', unitEventAt: 5 }] },
    { kind: 'feedback', feedback: [{ predictionId: 'p1', label: 1, labelAt: 77, revision: 2, recordedAt: 80, unitEventAt: null }] },
  ];

  it('come back as they were written, missing numbers as NaN', () => {
    expect(decodeBatches(encodeAll(batches))).toEqual(batches);
  });

  it('say what repeats only once', () => {
    const many = { kind: 'predictions' as const, first: 0, records: Array.from({ length: 100 }, () => record) };
    expect(encodeAll([many]).length / 100).toBeLessThan(180);
  });

  it('that follow each other under one policy are kept as one, each with its own time', () => {
    const batch = (first: number, change: object): LogBatch => ({ kind: 'predictions', first, records: [{ ...record, ...change }] });
    const [feedback] = batches.slice(2) as [LogBatch];
    const apart = [
      batch(0, {}),
      batch(1, { recordedAt: 12, inputs: { other: 1 } }),
      batch(2, { policyVersion: 4 }),
      feedback,
      batch(3, { policyVersion: 4 }),
      batch(5, { policyVersion: 4 }),
    ];
    const [joined, ...others] = decodeBatches(encodeAll(apart));
    expect(joined).toEqual({ kind: 'predictions', first: 0, records: [record, { ...record, recordedAt: 12, inputs: { other: 1 } }] });
    expect(others).toEqual(apart.slice(2));
  });

  it('leave nothing behind when they cannot be written', () => {
    const encoder = new GroupEncoder();
    encoder.add(batches[0]!);
    expect(() => encoder.add({ kind: 'predictions', first: 44, records: [record, { ...record, inputs: { x: 1n } }] })).toThrow(TypeError);
    encoder.add(batches[2]!);
    expect(decodeBatches(Buffer.from(encoder.take()))).toEqual([batches[0], batches[2]]);
    expect(encoder.take()).toBe('[]');
  });
});
