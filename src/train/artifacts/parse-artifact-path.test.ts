import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArtifactLocation, directoryOfUri, parseArtifactPath, splitArtifactPath } from './parse-artifact-path.ts';

const invalid = expect.objectContaining({ code: 'TRAIN_ARTIFACT_PATH_INVALID', status: 400, message: 'Invalid path' }) as Error;

const encodeAll = (text: string): string => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
/** Encodes some characters, some times. */
const hostile = (text: string): fc.Arbitrary<string> =>
  fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), { maxLength: 5 }).map((rounds) =>
    rounds.reduce((path, picks) => {
      let at = 0;
      return Array.from(path, (c) => (picks[at++ % picks.length] === true ? encodeAll(c) : c)).join('');
    }, text),
  );
const pathOf = (unit: 'grapheme' | 'grapheme-ascii'): fc.Arbitrary<string> => {
  // oxlint-disable-next-line no-control-regex -- they are what a path may not have
  const plain = (text: string): boolean => !/[\u0000-\u001f\u007f\\#/%:]/.test(text) && text !== '.' && text !== '..' && Buffer.from(text).toString() === text;
  return fc.array(fc.string({ unit, minLength: 1, maxLength: 20 }).filter(plain), { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
};

describe('parseArtifactPath', () => {
  it('reads a plain path however it is encoded, and what it gives as itself', () => {
    const paths = fc.oneof(
      pathOf('grapheme-ascii').chain((plain) => hostile(plain).map((text) => [plain, text] as const)),
      fc.tuple(pathOf('grapheme'), fc.nat(5)).map(([plain, times]) => [plain, Array.from({ length: times }).reduce<string>((text) => encodeURIComponent(text), plain)] as const),
    );
    // What is longer is refused before it is read.
    const encoded = paths.filter(([, text]) => text.length <= 6_000);
    fc.assert(
      fc.property(encoded, ([plain, text]) => {
        expect(parseArtifactPath(text)).toBe(plain);
        expect(parseArtifactPath(plain)).toBe(plain);
      }),
    );
  });

  it.each(['..', '../x', 'a/../b', 'a/..', '.', 'a/./b', '', '/', '//', '/etc/passwd', 'a//b', 'a\\b', '..\\x', 'C:/x', 'c:x', 'file:///etc', 'a\u0000b', 'a\nb', 'a#b'])(
    'refuses %j however it is encoded',
    (text) => {
      fc.assert(
        fc.property(hostile(text), (encoded) => {
          expect(() => parseArtifactPath(encoded)).toThrow(invalid);
        }),
      );
    },
  );

  it('never gives a path that leaves its directory, whatever comes', () => {
    const piece = fc.constantFrom('.', '..', '/', '\\', '%', '2e', '2f', '%2e', '%2F', '%5c', '%252e', '%25', '25', '%00', 'a', ':', '%c0%ae', '．', '\ud800', '%ff');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let read: string;
        try {
          read = parseArtifactPath(pieces.join(''));
        } catch (error) {
          expect(error).toMatchObject({ code: 'TRAIN_ARTIFACT_PATH_INVALID' });
          return;
        }
        for (const segment of read.split('/')) expect(segment).not.toMatch(/^(?:\.{0,2})$|[\\\0]/);
        expect(parseArtifactPath(read)).toBe(read);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['50%.txt', '50%.txt'],
    ['100%25', '100%'],
    ['a%20b', 'a b'],
    ['model/', 'model'],
    ['a:b/c:d'.slice(2), 'b/c:d'],
    ['Zürich/☃', 'Zürich/☃'],
    ['...', '...'],
    ['..a/b..', '..a/b..'],
  ])('takes %j for %j', (text, read) => {
    expect(parseArtifactPath(text)).toBe(read);
  });

  it.each([
    ['not Unicode', '%ff'],
    ['dots of too many bytes', '%c0%ae%c0%ae/x'],
    ['encoded too often', '%'.padEnd(60, '25') + '41'],
    ['a name too long', 'ü'.repeat(128)],
    ['a path too long', 'a/'.repeat(1_001)],
    ['enormous', 'a'.repeat(1_000_000)],
  ])('refuses what is %s', (_, text) => {
    expect(() => parseArtifactPath(text)).toThrow(invalid);
  });

  it('takes the longest name and path there may be', () => {
    for (const longest of ['n'.repeat(255), `${'d/'.repeat(999)}ab`]) expect(parseArtifactPath(encodeAll(longest))).toBe(longest);
  });
});

describe('splitArtifactPath', () => {
  it('tells the directory from the name', () => {
    expect(splitArtifactPath('a/b/c')).toEqual({ directory: 'a/b', name: 'c' });
    expect(splitArtifactPath('a')).toEqual({ directory: '', name: 'a' });
  });
});

describe('directoryOfUri', () => {
  it.each(['mlflow-artifacts:/1/r/artifacts', 'mlflow-artifacts:///1/r/artifacts', 'mlflow-artifacts://host:5000/1/r/artifacts', 'mlflow-artifacts:/1/r/artifacts/'])(
    'reads %s',
    (uri) => {
      expect(directoryOfUri(uri)).toBe('1/r/artifacts');
    },
  );
  it('knows what is kept elsewhere', () => {
    for (const uri of ['s3://bucket/1/r/artifacts', 'file:///tmp/x', '/tmp/x', 'models:/m-1']) expect(directoryOfUri(uri)).toBeUndefined();
  });
  it('lets no URI leave the namespace', () => {
    expect(() => directoryOfUri('mlflow-artifacts:/1/../2')).toThrow(invalid);
  });
});

describe('checkArtifactLocation', () => {
  it.each(['mlflow-artifacts:/1', 'mlflow-artifacts://host:5000/a/b', 's3://bucket/a..b/c', 'file:///data/100%/x', '/data/..x', 'wasbs://c@a.blob.core.windows.net/d?x=1'])(
    'takes %s',
    (uri) => expect(() => checkArtifactLocation(uri)).not.toThrow(),
  );

  it.each([
    'mlflow-artifacts:/../..',
    'mlflow-artifacts:/1/%2e%2e/2',
    'mlflow-artifacts:/1/%252e%252E%252f2',
    'mlflow-artifacts:..',
    's3://bucket/../other',
    '../x',
    'a\\..\\x',
    'file:///tmp/x?y=../..',
    'file:///tmp/x#../../etc',
    'runs:/1/a',
  ])('refuses %s', (uri) => expect(() => checkArtifactLocation(uri)).toThrow(invalid));
});
