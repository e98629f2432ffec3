import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileToPack, packFiles } from './pack-files.ts';
import { readDescription } from './read-description.ts';
import { isPacked, listPacked, openPacked } from './read-packed.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'capstan-packed-'))));
afterAll(() => rm(folder, { recursive: true }));

const fileOf = (path: string, content: string, size = Buffer.byteLength(content)): FileToPack => ({
  path,
  size,
  open: async () =>
    (async function* () {
      yield Buffer.from(content);
    })(),
});
async function pack(files: readonly FileToPack[], name = 'model.tar'): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of packFiles(files)) pieces.push(piece);
  await writeFile(join(folder, name), Buffer.concat(pieces));
  return join(folder, name);
}
const invalid = (reason: RegExp) => expect.objectContaining({ code: 'MODEL_ARCHIVE_INVALID', message: expect.stringMatching(reason) as string }) as Error;

const DEEP = `${'deep/'.repeat(25)}${'n'.repeat(90)}`;
const FILES = [fileOf('model.pkl', 'x'.repeat(1_000)), fileOf('empty', ''), fileOf(DEEP, 'ä'), fileOf('MLmodel', 'flavors: {}\n')];

describe('a packed directory', () => {
  it('holds what was packed, its description first, and is a tar file as others read it', async () => {
    const path = await pack(FILES);
    const found = await listPacked(path);
    expect(found.map((file) => file.path)).toEqual(['MLmodel', DEEP, 'empty', 'model.pkl']);
    expect(await Promise.all(found.map((file) => text(openPacked(path, file))))).toEqual(['flavors: {}\n', 'ä', '', 'x'.repeat(1_000)]);
    expect(execFileSync('tar', ['tf', path], { encoding: 'utf8' }).trim().split('\n')).toEqual(found.map((file) => file.path));
    expect(await isPacked(path)).toBe(true);
  });

  it('is the same bytes in whatever order its files come', async () => {
    const [one, other] = [await pack(FILES, 'one'), await pack(FILES.toReversed(), 'other')];
    expect(await readFile(one)).toEqual(await readFile(other));
  });

  it('is refused when a path leaves it, is too long, or a file is not as long as announced', async () => {
    for (const path of ['../a', '/a', 'a//b', 'a/./b', 'a\\b', '']) await expect(pack([fileOf(path, '')])).rejects.toThrow(invalid(/no plain path/));
    await expect(pack([fileOf('n'.repeat(200), '')])).rejects.toThrow(invalid(/too long/));
    await expect(pack([fileOf('a', 'abc', 5)])).rejects.toThrow(invalid(/a has 3 bytes, and 5 were announced/));
  });

  it('is refused when it was cut or changed', async () => {
    const whole = await readFile(await pack(FILES));
    const write = (bytes: Uint8Array): Promise<string> => writeFile(join(folder, 'bad'), bytes).then(() => join(folder, 'bad'));
    for (const end of [100, 700, 1_100]) await expect(listPacked(await write(whole.subarray(0, end)))).rejects.toThrow(invalid(/it ends at byte/));
    const changed = Buffer.from(whole);
    changed.write('../../etc/passwd\0', 0);
    await expect(listPacked(await write(changed))).rejects.toThrow(invalid(/none of a file/));
    expect(await isPacked(await write(Buffer.from('no model')))).toBe(false);
  });
});

describe('the description of a model', () => {
  it('tells flavors, signature and requirements', async () => {
    const inputs = '[{"type": "double", "name": "value"}, {"type": "string", "name": "segment", "required": false}]';
    const described = `flavors:\n  python_function: {}\n  sklearn: {}\nsignature:\n  inputs: '${inputs}'\n`;
    const path = await pack([fileOf('MLmodel', described), fileOf('requirements.txt', 'mlflow==3.1\nScikit_Learn[all]==1.9  # why\n\n# no\n-r other')]);
    expect(await readDescription(path)).toEqual({
      flavors: ['python_function', 'sklearn'],
      signature: {
        kind: 'columns',
        columns: [
          { name: 'value', type: 'double' },
          { name: 'segment', type: 'string' },
        ],
      },
      requirements: ['mlflow', 'scikit-learn'],
      size: expect.any(Number) as number,
    });
  });

  it('tells a matrix, and says nothing where nothing can be read', async () => {
    const tensor = '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]';
    expect((await readDescription(await pack([fileOf('MLmodel', `signature:\n  inputs: '${tensor}'\n`)]))).signature).toEqual({ kind: 'matrix', type: 'float32', shape: [-1, 2] });
    for (const broken of ['{', '[]', 'flavors: 3', 'signature: {inputs: null}', 'signature: {inputs: "{"}', 'signature: {inputs: "3"}'])
      expect(await readDescription(await pack([fileOf('MLmodel', broken)]))).toMatchObject({ flavors: [], signature: { kind: 'none' } });
  });
});
