import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, scanFrames } from './frame.ts';
import { decodeBatches } from './decode-batches.ts';
import { GroupEncoder } from './encode-batches.ts';
import type { LogBatch } from './log-batch.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const frameOf = (payload: string): Buffer => encodeFrame(Buffer.from(payload));

const encodeAll = (batches: readonly LogBatch[]): Buffer => {
  const encoder = new GroupEncoder();
  for (const batch of batches) encoder.add(batch);
  return Buffer.from(encoder.take());
};

describe('frames', () => {
  it('carry the checksum of zlib and PNG', () => {
    // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms (Greg Cook).
    expect(frameOf('123456789').readUInt32LE(4)).toBe(0xcbf43926);
    expect(frameOf('The quick brown fox jumps over the lazy dog').readUInt32LE(4)).toBe(0x414fa339);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(text), (payloads) => {
        const scan = scanFrames(Buffer.concat(payloads.map(frameOf)));
        expect(scan.payloads.map(String)).toEqual(payloads);
        expect(scan.rest).toBe('clean');
      }),
    );
  });

  it('are cut at the last whole one when the end is torn', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.nat(), (payloads, cut) => {
        const frames = payloads.map(frameOf);
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
        const frames = payloads.map(frameOf);
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
    expect(scanFrames(Buffer.concat([frameOf('a'), Buffer.alloc(4096)]))).toMatchObject({ end: 9, rest: 'torn' });
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

  it('keep the probabilities of classes by their names, and find the predicted one again, the first of equals', () => {
    const probabilities = { billing: 0.1, 'de\nlivery': 0.45, returns: 0.45 };
    const known = { ...record, predicted: 'de\nlivery', probabilities };
    const other = { ...record, predicted: 'a', probabilities: { a: 0.9, b: 0.1 } };
    const none = { ...refused, predicted: null, probabilities: null };
    const answers: LogBatch[] = [
      { kind: 'predictions', first: 0, records: [known, none, other, known] },
      { kind: 'predictions', first: 4, records: [record] },
      { kind: 'shadows', shadows: [{ predictionId: 'p1', release, score: 0.45, predicted: 'de\nlivery', probabilities, decision: 'none', unitEventAt: 5 }] },
      { kind: 'feedback', feedback: [{ predictionId: 'p1', label: 'returns', labelAt: 77, revision: 2, recordedAt: 80, unitEventAt: null }] },
    ];
    expect(decodeBatches(encodeAll(answers))).toEqual(answers);
  });

  it('of logs in the older JSON form are still read', () => {
    const head = `{"k":"p","first":41,"at":9,"deployment":"flights","version":3,"releases":["${release}"],"outcomes":[["warn",null,"because"]],"shapes":[["x","city","gone"]]`;
    const violations = '[{"column":"x","reason":"out_of_range","severity":"warn","message":"x is 7"}]';
    const row = `["p1","u1",5,0,0,0.95,0.30000000000000004,0,${violations},0,[7,"Köln",null],[1,null,-0.5]]`;
    const shadows = `{"k":"s","releases":["${release}"],"decisions":["none"],"rows":[["p1",5,0,0.25,0]]}`;
    const feedback = '{"k":"f","rows":[["p1",1,77,2,80,null]]}';
    expect(decodeBatches(Buffer.from(`[${head},"rows":[${row}]},${shadows},${feedback}]`))).toEqual([{ ...batches[0], records: [record] }, batches[1], batches[2]]);
  });

  it('keep any value of a request, as JSON would', () => {
    const inputs = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.string({ maxLength: 300, unit: 'grapheme' })));
    fc.assert(
      fc.property(inputs, (given) => {
        const [read] = decodeBatches(encodeAll([{ kind: 'predictions', first: 0, records: [{ ...record, inputs: given }] }]));
        // Alone a number is kept to its sign, within an object or a list it is written as JSON, which has no negative zero.
        const asJson = (value: unknown): unknown => (typeof value === 'number' && !Number.isNaN(value) ? value : (JSON.parse(JSON.stringify(value)) as unknown));
        const expected = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, asJson(value)]));
        expect(read).toEqual({ kind: 'predictions', first: 0, records: [{ ...record, inputs: expected }] });
      }),
      { seed: 7 },
    );
  });

  it('that are not what they seem are refused', () => {
    const payload = encodeAll(batches);
    const malformed = expect.objectContaining({ code: 'BYTES_MALFORMED' }) as Error;
    for (let end = 2; end < payload.length - 1; end += 7) expect(() => decodeBatches(payload.subarray(0, end))).toThrow(Error);
    expect(() => decodeBatches(Buffer.from([9, 9]))).toThrow(malformed);
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

  it('hold their own group alone, after groups of any size', () => {
    const encoder = new GroupEncoder();
    for (const times of [1, 5000, 1, 20, 2]) {
      const group: LogBatch = { kind: 'predictions', first: times, records: Array.from({ length: times }, () => ({ ...record, unitKey: 'u'.repeat(times % 300) })) };
      encoder.add(group);
      expect(decodeBatches(Buffer.from(encoder.take()))).toEqual([group]);
    }
  });

  it('leave nothing behind when they cannot be written', () => {
    const encoder = new GroupEncoder();
    encoder.add(batches[0]!);
    expect(() => encoder.add({ kind: 'predictions', first: 44, records: [record, { ...record, inputs: { x: 1n } }] })).toThrow(TypeError);
    encoder.add(batches[2]!);
    expect(decodeBatches(Buffer.from(encoder.take()))).toEqual([batches[0], batches[2]]);
    expect(decodeBatches(encoder.take())).toEqual([]);
  });
});
