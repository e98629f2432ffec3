import { describe, expect, it } from 'vitest';
import { type ArtifactRoots, checkPromptSource, checkSource, type FindVersion, type Source } from './check-source.ts';
import type { ModelVersion } from './model-version.ts';
import { registryErrors } from './registry.errors.ts';

const roots: ArtifactRoots = {
  run: async (id) => ({ run1: 'mlflow-artifacts:/1/run1/artifacts', onDisk: 'file:///data/onDisk/artifacts' })[id] ?? null,
  loggedModel: async (id) => (id === 'm-1' ? { artifactUri: 'mlflow-artifacts:/1/models/m-1/artifacts', run: 'run1' } : null),
};
const version = { name: 'churn', version: 3, run: 'run1', loggedModel: null, storageLocation: 'mlflow-artifacts:/1/run1/artifacts/model' } as ModelVersion;
const findVersion: FindVersion = async (address) => {
  if (address.name !== 'churn') throw registryErrors.MODEL_UNKNOWN({ name: address.name });
  return version;
};
const check = (source: Source) => checkSource(source, roots, findVersion);

describe('the source of a model version', () => {
  it.each([
    [
      { source: 'models:/m-1', loggedModel: 'm-1' },
      { storageLocation: 'mlflow-artifacts:/1/models/m-1/artifacts', run: 'run1', loggedModel: 'm-1' },
    ],
    [
      { source: 'runs:/run1/model', run: 'run1' },
      { storageLocation: 'runs:/run1/model', run: 'run1', loggedModel: null },
    ],
    [{ source: 'mlflow-artifacts:/1/run1/artifacts/model', run: 'run1' }, { run: 'run1' }],
    [
      { source: 'mlflow-artifacts:/1/models/m-1/artifacts', loggedModel: 'm-1', run: 'other' },
      { run: 'other', loggedModel: 'm-1' },
    ],
    [{ source: 'mlflow-artifacts:/1/run1/artifacts/a%20b', run: 'run1' }, { run: 'run1' }],
    [{ source: '/data/onDisk/artifacts/model', run: 'onDisk' }, { storageLocation: '/data/onDisk/artifacts/model' }],
    [{ source: 'file:///data/onDisk/artifacts', run: 'onDisk' }, { run: 'onDisk' }],
    [{ source: 's3://bucket/models/churn' }, { run: null, loggedModel: null }],
    [{ source: 'models:/churn/3' }, { source: 'models:/churn/3', storageLocation: version.storageLocation, run: 'run1' }],
    [{ source: 'models:/churn/Production' }, { source: 'models:/churn/3' }],
    [{ source: 'models:/churn@champion' }, { source: 'models:/churn/3' }],
    [{ source: 'models:/churn/latest', run: 'run1' }, { source: 'models:/churn/3' }],
  ])('may be %j', async (source, lineage) => expect(await check(source)).toMatchObject(lineage));

  it.each([
    'mlflow-artifacts:/1/run1/artifacts/../../run2',
    'mlflow-artifacts:/1/run1/artifacts/..%2f..%2Frun2',
    'mlflow-artifacts:/1/run1/artifacts/%252e%252e/x',
    'mlflow-artifacts:/1/run1/artifacts/..%5cx',
    'mlflow-artifacts:/1/run1/artifacts/a%00',
    'mlflow-artifacts:/1/run1/artifacts/./a',
    's3://bucket/a/../b',
    'http://host/api/2.0/mlflow-artifacts/artifacts/..',
    's3:relative',
    's3://bucket',
  ])('may not leave its place: %s', async (source) => {
    await expect(check({ source, run: 'run1' })).rejects.toThrow(/^Invalid model version source: '.*'\. If supplying a source as an http.*Please provide an absolute path\.$/);
  });

  it.each([
    [{ source: '/etc/passwd' }, /To use a local path as a model version source, the run_id request parameter/],
    [{ source: 'file:///etc/passwd', run: 'run1' }, /run_id/],
    [{ source: '/data/onDisk/artifacts/../../other', run: 'onDisk' }, /contained within the artifact directory/],
    [{ source: '/data/onDisk/artifacts-else', run: 'onDisk' }, /contained within/],
    [{ source: 'model', run: 'onDisk' }, /contained within/],
    [{ source: '', run: 'onDisk' }, /contained within/],
    [{ source: '/tmp/x', loggedModel: 'm-1' }, /the model_id request parameter has to be specified/],
    [{ source: 'runs:/run1/model' }, /The run_id request parameter must identify the resource/],
    [{ source: 'runs:/run1/model', run: 'run2' }, /run_id/],
    [{ source: 'runs://host/run1/model', run: 'run1' }, /run_id/],
    [{ source: 'mlflow-artifacts:/1/run1/artifacts/model' }, /run_id/],
    [{ source: 'mlflow-artifacts:/1/run2/artifacts/model', run: 'run1' }, /run_id/],
    [{ source: 'mlflow-artifacts:/1/run1/artifacts-else', run: 'run1' }, /run_id/],
    [{ source: 'mlflow-artifacts://elsewhere/1/run1/artifacts', run: 'run1' }, /run_id/],
    [{ source: 'http://host/x/api/2.0/mlflow-artifacts/artifacts/1/run2', run: 'run1' }, /run_id/],
    [{ source: 'models:/m-1' }, /model_id/],
    [{ source: 'models:/m-2', loggedModel: 'm-2' }, /model_id/],
    [{ source: 'models:/m-1', loggedModel: 'm-2' }, /model_id/],
    [{ source: 'models:/a/b/c' }, /model_id/],
    [{ source: 'models:/churn@' }, /model_id/],
    [{ source: 'models:/' }, /absolute path|model_id/],
    [{ source: 'models:/churn/3', run: 'run2' }, /must match the referenced model version/],
  ])('may not be %j', async (source, reason) => {
    await expect(check(source)).rejects.toMatchObject({ code: 'REGISTRY_SOURCE_INVALID', message: expect.stringMatching(reason) as string });
  });

  it('of an unknown model is refused as unknown', async () => {
    await expect(check({ source: 'models:/nobody/1' })).rejects.toMatchObject({ code: 'REGISTRY_MODEL_UNKNOWN' });
  });

  it('of a prompt is a placeholder', () => {
    expect(checkPromptSource('dummy-source')).toMatchObject({ source: 'dummy-source', run: null });
    expect(() => checkPromptSource('s3://x/y')).toThrow(/Invalid model version source: 's3:\/\/x\/y'\. Prompt sources/);
  });
});
