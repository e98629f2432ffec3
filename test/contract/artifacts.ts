import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfBytes, FakeClock } from '../../src/kernel/index.ts';
import { applyMigrations, type Db, type Means, openMeans } from '../../src/store/index.ts';
import type { ArtifactTables } from '../../src/train/artifacts/artifact-tables.store.ts';
import { type ArtifactRoom, createArtifactRoom } from '../../src/train/artifacts/artifact-room.ts';
import { trainMigrations } from '../../src/train/index.ts';

const coded = (code: string, text = ''): Error => expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error;
const streamOf = (bytes: Uint8Array | string): Readable => Readable.from([Buffer.from(bytes)]);

/** What the artifacts of runs must do on every record store. `open` opens an empty database. */
export function describeArtifacts(name: string, open: () => Promise<Db>): void {
  describe(`${name} under the artifacts of runs`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'capstan-artifacts-'));
    const clock = new FakeClock();
    let means: Means & { close(): Promise<void> };
    let artifacts: ArtifactRoom;
    beforeAll(async () => {
      const opened = await openMeans({ project: 'p', folder, migrations: [], clock });
      const db = await open();
      await applyMigrations(db, trainMigrations, clock);
      means = {
        ...opened,
        db,
        async close() {
          await db.close();
          await opened.close();
        },
      };
      artifacts = createArtifactRoom(means);
    });
    afterAll(async () => {
      await means.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const table = () => means.db.tables<ArtifactTables>();
    const makeRun = async (location = 'mlflow-artifacts:/1'): Promise<{ id: string; home: string }> => {
      const id = randomBytes(16).toString('hex');
      const artifact_uri = `${location}/${id}/artifacts`;
      const run = {
        project: 'p',
        id,
        experiment: 1,
        name: 'r',
        user_id: 'u',
        status: 'RUNNING',
        start_time: 1,
        end_time: null,
        artifact_uri,
        parent: null,
        lifecycle: 'active',
        deleted_at: null,
      };
      await table().insertInto('train_tracked_runs').values(run).execute();
      return { id, home: artifact_uri.replace('mlflow-artifacts:/', '') };
    };
    const removeRun = (id: string) => table().deleteFrom('train_tracked_runs').where('id', '=', id).execute();
    const namesIn = async (directory: string): Promise<string[]> => (await artifacts.list(directory)).items.map((entry) => entry.name);
    const textOf = async (path: string): Promise<string> => Buffer.concat(await (await artifacts.open(await artifacts.find(path))).toArray()).toString();
    const lost = async (): Promise<string[]> => (await table().selectFrom('train_lost_bytes').select('digest').execute()).map((row) => row.digest);

    it('keeps a file and its directories, however the path is encoded', async () => {
      const { id, home } = await makeRun();
      const stored = await artifacts.put(`${home}%2Fmodel%252Fdata/model.onnx`, streamOf('weights'));
      expect(stored).toEqual({ path: `${home}/model/data/model.onnx`, digest: digestOfBytes('weights'), size: 7, createdAt: clock.now() });
      expect(await artifacts.find(stored.path)).toEqual(stored);
      expect(await textOf(stored.path)).toBe('weights');
      expect(await namesIn('')).toContain('1');
      expect(await namesIn('/1/'.slice(1))).toContain(id);
      expect(await artifacts.list(`${home}/model`)).toEqual({ items: [{ name: 'data', isDirectory: true, size: null, digest: null }] });
      expect(await artifacts.list(`${home}/model/data/`)).toEqual({ items: [{ name: 'model.onnx', isDirectory: false, size: 7, digest: digestOfBytes('weights') }] });
      for (const nothing of [`${home}/nowhere`, stored.path]) expect(await namesIn(nothing)).toEqual([]);
    });

    it('replaces a file in one step, and notes the bytes that lost their name', async () => {
      const { home } = await makeRun();
      for (const text of ['first', 'second', 'second']) await artifacts.put(`${home}/x.txt`, streamOf(text));
      expect(await textOf(`${home}/x.txt`)).toBe('second');
      expect(await namesIn(home)).toEqual(['x.txt']);
      expect(await lost()).toContain(digestOfBytes('first'));
      expect(await lost()).not.toContain(digestOfBytes('second'));
    });

    it('stores the same model once, however often it is logged', async () => {
      const { home } = await makeRun();
      const model = randomBytes(100_000);
      await Promise.all(Array.from({ length: 50 }, (_, i) => artifacts.put(`${home}/step-${i}/model.bin`, streamOf(model))));
      expect(await artifacts.sizes(home)).toEqual({ files: 50, bytes: 100_000 });
      const digests = new Set<string>();
      for (const directory of await namesIn(home)) digests.add((await artifacts.list(`${home}/${directory}`)).items[0]!.digest!);
      expect([...digests]).toEqual([digestOfBytes(model)]);
    });

    it('lists in the order of bytes, page after page, whatever the names', async () => {
      const { home } = await makeRun();
      const names = ['Z', 'a', 'b.txt', 'Ä', 'ä', '10', '9', '_', '~', 'a b', 'a-b', 'a0', '☃', '😀', '｡'];
      for (const [i, text] of names.entries()) await artifacts.put(i % 2 === 0 ? `${home}/${text}` : `${home}/${text}/inside`, streamOf(text));
      const sorted = names.toSorted((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
      expect(await namesIn(home)).toEqual(sorted);
      for (const limit of [1, 4, 15, 16]) {
        const found: string[] = [];
        let token: string | undefined;
        do {
          const page = await artifacts.list(home, { limit, ...(token !== undefined && { token }) });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items.map((entry) => entry.name));
          token = page.next;
        } while (token !== undefined);
        expect(found).toEqual(sorted);
      }
      await expect(artifacts.list(home, { token: 'nonsense' })).rejects.toThrow(coded('TRAIN_ARTIFACT_PAGE_UNKNOWN', 'Invalid page token'));
    });

    it('removes a directory with all below it, and nothing beside it', async () => {
      const { home } = await makeRun();
      for (const path of ['a/1', 'a/b/2', 'a/b/c/3', 'a.txt', 'a-', 'a0/4', 'aa/5', 'b/a/6']) await artifacts.put(`${home}/${path}`, streamOf(path));
      expect(await artifacts.remove(`${home}/a`)).toBe(3);
      expect(await namesIn(home)).toEqual(['a-', 'a.txt', 'a0', 'aa', 'b']);
      expect(await namesIn(`${home}/a/b`)).toEqual([]);
      expect(await artifacts.sizes(home)).toMatchObject({ files: 5 });
      expect(await lost()).toEqual(expect.arrayContaining(['a/1', 'a/b/2', 'a/b/c/3'].map((text) => digestOfBytes(text))));
      expect(await artifacts.remove(`${home}/a-`)).toBe(1);
      expect(await artifacts.remove(`${home}/a-`)).toBe(0);
      await artifacts.put(`${home}/a/again`, streamOf('again'));
      expect(await namesIn(`${home}/a`)).toEqual(['again']);
    });

    it('refuses paths that leave their run, and reads no byte', async () => {
      const { home } = await makeRun();
      const untouched = new Readable({
        read() {
          this.destroy(new RangeError('it was read'));
        },
      });
      for (const path of [`${home}/../../x`, `${home}/%2e%2e/x`, `${home}/%252e%252e%252fx`, `${home}\\..\\x`, '/etc/passwd', '']) {
        await expect(artifacts.put(path, untouched)).rejects.toThrow(coded('TRAIN_ARTIFACT_PATH_INVALID', 'Invalid path'));
        if (path !== '')
          for (const ask of [artifacts.find, artifacts.list, artifacts.remove, artifacts.sizes]) await expect(ask(path)).rejects.toThrow(coded('TRAIN_ARTIFACT_PATH_INVALID'));
      }
      untouched.destroy();
    });

    it('lets no file and directory share a name', async () => {
      const { home } = await makeRun();
      await artifacts.put(`${home}/model/MLmodel`, streamOf('x'));
      await expect(artifacts.put(`${home}/model`, streamOf('x'))).rejects.toThrow(coded('TRAIN_ARTIFACT_IS_DIRECTORY', `${home}/model`));
      await expect(artifacts.put(`${home}/model/MLmodel/a/b`, streamOf('x'))).rejects.toThrow(coded('TRAIN_ARTIFACT_PARENT_IS_FILE', `${home}/model/MLmodel`));
      await expect(artifacts.find(`${home}/model`)).rejects.toThrow(coded('TRAIN_ARTIFACT_IS_DIRECTORY'));
      await expect(artifacts.find(`${home}/model/b`)).rejects.toThrow(coded('TRAIN_ARTIFACT_UNKNOWN', `${home}/model/b`));
    });

    it('takes files for runs that are there, wherever their experiment keeps them, and for nobody', async () => {
      const { id, home } = await makeRun('mlflow-artifacts:/teams/vision');
      await artifacts.put(`${home}/x`, streamOf('x'));
      expect(await artifacts.homeOfRun(id)).toEqual({ uri: `mlflow-artifacts:/teams/vision/${id}/artifacts`, directory: home });
      expect((await artifacts.homeOfSource(`runs:/${id}/model`)).directory).toBe(`${home}/model`);
      expect((await artifacts.homeOfSource(`mlflow-artifacts:/${home}/model`)).directory).toBe(`${home}/model`);
      await artifacts.put('notes/readme.md', streamOf('of nobody'));
      // A folder of another server, logged as a whole.
      await artifacts.put(`${home}/mlruns/0/${'0'.repeat(32)}/artifacts/x`, streamOf('x'));
      for (const gone of [`1/${'0'.repeat(32)}/artifacts/x`, `1/${id}/artifacts/x`, `1/models/m-${'0'.repeat(32)}/artifacts/MLmodel`])
        await expect(artifacts.put(gone, streamOf('x'))).rejects.toThrow(coded('TRAIN_ARTIFACT_HOME_UNKNOWN', gone.replace(/\/[^/]*$/, '')));
      for (const ask of [() => artifacts.homeOfRun('0'), () => artifacts.homeOfSource('runs:/0/model')]) await expect(ask()).rejects.toThrow(coded('TRAIN_RUN_UNKNOWN'));
      await expect(artifacts.homeOfSource('models:/m-0')).rejects.toThrow(coded('TRAIN_LOGGED_MODEL_UNKNOWN'));
      await expect(artifacts.homeOfSource('s3://bucket/model')).rejects.toThrow(coded('TRAIN_ARTIFACTS_ELSEWHERE', 's3://bucket/model'));
    });

    it('leaves no row of a run that was removed while its file was on the way', async () => {
      const { id, home } = await makeRun();
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('half');
        await removeRun(id);
        yield Buffer.from('the other half');
      }
      await expect(artifacts.put(`${home}/x`, slow())).rejects.toThrow(coded('TRAIN_ARTIFACT_HOME_UNKNOWN'));
      expect(await namesIn(home)).toEqual([]);
      expect(await lost()).toContain(digestOfBytes('halfthe other half'));
      // However the two fall together.
      await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const run = await makeRun();
          const put = artifacts.put(`${run.home}/x`, streamOf(`file ${i}`)).catch((error: unknown) => expect(error).toMatchObject({ code: 'TRAIN_ARTIFACT_HOME_UNKNOWN' }));
          await new Promise((resolve) => setTimeout(resolve, i / 2));
          await means.db.transaction<ArtifactTables, void>(async (trx) => {
            await trx.deleteFrom('train_tracked_runs').where('id', '=', run.id).execute();
            await trx.deleteFrom('train_artifacts').where('directory', '=', run.home).execute();
          });
          await put;
          expect(await namesIn(run.home)).toEqual([]);
        }),
      );
    });

    it('keeps nothing of an upload that breaks off', async () => {
      const { home } = await makeRun();
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield randomBytes(700_000);
        throw new RangeError('gone');
      }
      await expect(artifacts.put(`${home}/x/y`, broken())).rejects.toThrow('gone');
      expect(await namesIn(home)).toEqual([]);
      expect(readdirSync(join(folder, 'blobs', 'unfinished'))).toEqual([]);
    });

    it('agrees with a tree of names, whatever is put and removed', async () => {
      const segment = fc.constantFrom('a', 'b', 'a0', 'a-', 'ä');
      const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
      const step = fc.record({ what: fc.constantFrom('put', 'put', 'remove'), path });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const { home } = await makeRun();
          const files = new Set<string>();
          const directories = new Set<string>();
          const within = (name: string, directory: string): boolean => name === directory || name.startsWith(`${directory}/`);
          const parentsOf = (name: string): string[] => name.split('/').flatMap((_, i, all) => (i === 0 ? [] : [all.slice(0, i).join('/')]));
          for (const { what, path: at } of steps) {
            if (what === 'remove') {
              expect(await artifacts.remove(`${home}/${at}`)).toBe([...files].filter((file) => within(file, at)).length);
              for (const set of [files, directories]) for (const name of set) if (within(name, at)) set.delete(name);
              continue;
            }
            const put = artifacts.put(`${home}/${at}`, streamOf(at));
            if (directories.has(at) || parentsOf(at).some((parent) => files.has(parent)))
              await expect(put).rejects.toThrow(expect.objectContaining({ code: expect.stringMatching(/IS_DIRECTORY|IS_FILE/) as string }) as Error);
            else {
              await put;
              files.add(at);
              for (const parent of parentsOf(at)) directories.add(parent);
            }
          }
          const found: string[] = [];
          const walk = async (below: string): Promise<void> => {
            for (const entry of (await artifacts.list(below === '' ? home : `${home}/${below}`)).items) {
              const at = below === '' ? entry.name : `${below}/${entry.name}`;
              found.push(at);
              if (entry.isDirectory) await walk(at);
            }
          };
          await walk('');
          expect(found.toSorted()).toEqual([...files, ...directories].toSorted());
        }),
        { numRuns: 25 },
      );
    });
  });
}
