import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, SECOND } from '../../kernel/index.ts';
import { type MlflowModel, type MlflowOptions, openMlflowModel } from './open-mlflow-model.ts';
import { packFiles } from './pack-files.ts';

// Any program that speaks as score.py does will do: how Python answers is tested with Python, in test/python. The first value of a question says what it is to do.
const PROGRAM = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeSync } = require('node:fs');
const [, , , , archive, folder, answers] = process.argv;
const here = archive.slice(0, archive.lastIndexOf('/'));
appendFileSync(here + '/starts', JSON.stringify({ folder, answers, env: Object.keys(process.env).sort() }) + '\\n');
const say = (header, numbers = []) => {
  const [text, payload] = [Buffer.from(JSON.stringify(header)), Buffer.from(new Float64Array(numbers).buffer)];
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(payload.length, 4);
  writeSync(3, Buffer.concat([lengths, text, payload]));
};
if (existsSync(here + '/broken')) { say({ failed: 'no module named sklearn', at: ['a.py:1'] }); process.exit(1); }
say({ ready: 'as it likes' });
let held = Buffer.alloc(0);
process.stdin.on('data', (piece) => {
  held = Buffer.concat([held, piece]);
  while (held.length >= 8) {
    const end = 8 + held.readUInt32LE(0) + held.readUInt32LE(4);
    if (held.length < end) return;
    const header = JSON.parse(held.toString('utf8', 8, 8 + held.readUInt32LE(0)));
    const payload = held.subarray(8 + held.readUInt32LE(0), end);
    held = held.subarray(end);
    const values = Array.from({ length: header.rows }, (_, i) => payload.readDoubleLE(8 * i));
    const texts = header.texts.segment;
    appendFileSync(here + '/asked', header.rows + '\\n');
    if (values.includes(-1)) { console.error('out of memory'); process.exit(9); }
    if (values.includes(-2) && !existsSync(here + '/once')) { appendFileSync(here + '/once', ''); process.exit(9); }
    if (values.includes(-3)) say({ refused: 'it gives classes' });
    else if (values.includes(-4)) say({ failed: 'KeyError: 7', at: [] });
    else if (values.includes(-5)) continue;
    else say({ scores: header.rows }, values.map((value, i) => value / 100 + (texts[i] === 'b' ? 0.5 : 0) + (texts[i] === null ? 0.25 : 0)));
  }
});
process.stdin.on('end', () => process.exit(0));
`;
const SIGNATURE = '[{"type": "double", "name": "value"}, {"type": "string", "name": "segment"}]';

let folder: string;
let models: MlflowModel[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-scoring-'));
  await writeFile(join(folder, 'python'), PROGRAM, { mode: 0o755 });
  const description = Buffer.from(`flavors: {python_function: {}}\nsignature: {inputs: '${SIGNATURE}'}\n`);
  const pieces: Uint8Array[] = [];
  for await (const piece of packFiles([{ path: 'MLmodel', size: description.length, open: async () => [description] as unknown as AsyncIterable<Uint8Array> }])) pieces.push(piece);
  await writeFile(join(folder, 'model.tar'), Buffer.concat(pieces));
});
afterEach(async () => {
  await Promise.all(models.map((model) => model.close()));
  models = [];
  await rm(folder, { recursive: true });
});

async function open(options: Partial<MlflowOptions> = {}): Promise<MlflowModel> {
  const model = await openMlflowModel(join(folder, 'model.tar'), {
    python: () => ({ program: join(folder, 'python'), home: '/home/me' }),
    offered: { features: ['rate'], inputs: { value: { kind: 'number' }, segment: { kind: 'string' } } },
    ...options,
  });
  models.push(model);
  return model;
}
const rows = (...values: readonly number[]) => ({ count: values.length, columns: [values, values.map((_, at) => ['a', 'b', null][at % 3]!)] });
const lines = async (name: string): Promise<string[]> => (existsSync(join(folder, name)) ? (await readFile(join(folder, name), 'utf8')).trim().split('\n') : []);

describe('a model of MLflow', () => {
  it('is asked in a program that starts with the first question, sees nothing of the caller, and leaves nothing', async () => {
    const model = await open();
    expect(await lines('starts')).toEqual([]);
    expect(await model.predict(rows(10, 20, 30))).toEqual(Float64Array.of(0.1, 0.7, 0.55));
    expect(await model.warm()).toBe('as it likes');
    const [started, ...others] = (await lines('starts')).map((line) => JSON.parse(line) as { folder: string; answers: string; env: string[] });
    expect(others).toEqual([]);
    expect(started!.answers).toBe('probability');
    expect(started!.env).toEqual(['HOME', 'LANG', 'MKL_NUM_THREADS', 'OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'PATH', 'PYTHONHASHSEED', 'PYTHONUNBUFFERED', 'TZ']);
    await model.close();
    expect(existsSync(started!.folder)).toBe(false);
    await expect(model.predict(rows(1))).rejects.toMatchObject({ code: 'MODEL_CLOSED' });
  });

  it('is told when numbers are asked for', async () => {
    await (await open({ answers: 'number' })).warm();
    expect(JSON.parse((await lines('starts'))[0]!)).toMatchObject({ answers: 'number' });
  });

  it('answers those who ask while it is busy together, each with its own', async () => {
    const model = await open();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => model.predict(rows(at))));
    expect(answers.map(([score]) => score)).toEqual(Array.from({ length: 50 }, (_, at) => at / 100));
    expect(await lines('asked')).toEqual(['1', '49']);
    const many = Array.from({ length: 10_000 }, (_, at) => at % 50);
    const scores = await model.predict({ count: many.length, columns: [many, many.map(() => 'a')] });
    expect(scores).toEqual(Float64Array.from(many, (value) => value / 100));
    expect((await lines('asked')).slice(2)).toEqual(['4096', '4096', '1808']);
  });

  it('lets nobody pay for the rows of another', async () => {
    const model = await open();
    await model.warm();
    const [, refused, failed, fine] = await Promise.allSettled([model.predict(rows(1)), model.predict(rows(-3)), model.predict(rows(-4)), model.predict(rows(4))]);
    expect(refused).toMatchObject({ reason: { code: 'MODEL_SCORES_UNSUITABLE' } });
    expect(failed).toMatchObject({ reason: { code: 'MODEL_ROWS_FAILED', message: expect.stringContaining('KeyError: 7') as string } });
    expect(fine).toMatchObject({ value: Float64Array.of(0.04) });
  });

  it('starts another program for a question that the first did not live to answer, and gives up on one that no program survives', async () => {
    const model = await open();
    expect(await model.predict(rows(-2, 10))).toEqual(Float64Array.of(-0.02, 0.6));
    expect(await lines('starts')).toHaveLength(2);
    await expect(model.predict(rows(-1))).rejects.toMatchObject({ code: 'MODEL_PROGRAM_ENDED', message: expect.stringMatching(/code 9; it printed: out of memory/) as string });
    expect(await model.predict(rows(10))).toEqual(Float64Array.of(0.1));
  });

  it('starts one program though several find out at once that the last has ended', async () => {
    const model = await open();
    await expect(model.predict(rows(-1))).rejects.toMatchObject({ code: 'MODEL_PROGRAM_ENDED' });
    const before = (await lines('starts')).length;
    await Promise.all([model.warm(), model.warm(), model.predict(rows(10)), model.warm()]);
    expect(await lines('starts')).toHaveLength(before + 1);
  });

  it('ends a program that does not answer in time, and goes on with another', async () => {
    const model = await open({ patience: { start: 60_000, answer: 300 } });
    await expect(model.predict(rows(-5))).rejects.toMatchObject({ code: 'MODEL_PROGRAM_LATE', message: expect.stringContaining('within 0.3 s') as string });
    const patient = await open();
    expect(await patient.predict(rows(10))).toEqual(Float64Array.of(0.1));
  });

  it('does not try a start that failed again at once', async () => {
    await writeFile(join(folder, 'broken'), '');
    const clock = new FakeClock(0);
    const model = await open({ clock });
    const refused = { code: 'MODEL_NOT_LOADED', message: expect.stringContaining('no module named sklearn (at a.py:1)') as string };
    const starts = async (): Promise<number> => (await lines('starts')).length;
    for (let i = 0; i < 3; i++) await expect(model.predict(rows(1))).rejects.toMatchObject(refused);
    expect(await starts()).toBe(1);
    clock.advance(SECOND);
    await expect(model.warm()).rejects.toMatchObject(refused);
    clock.advance(SECOND);
    await expect(model.warm()).rejects.toMatchObject(refused);
    expect(await starts()).toBe(2);
    await rm(join(folder, 'broken'));
    clock.advance(SECOND);
    expect(await model.predict(rows(10))).toEqual(Float64Array.of(0.1));
  });

  it('answers from a fresh program after a restart', async () => {
    const model = await open();
    await model.predict(rows(1));
    await model.restart();
    expect(await model.predict(rows(2))).toEqual(Float64Array.of(0.02));
    expect(await lines('starts')).toHaveLength(2);
  });

  it('says that there is no such program', async () => {
    const model = await open({ python: () => ({ program: join(folder, 'nowhere'), home: null }) });
    await expect(model.warm()).rejects.toMatchObject({ code: 'MODEL_PROGRAM_ENDED', message: expect.stringContaining('could not be started') as string });
  });
});
