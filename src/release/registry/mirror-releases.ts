import type { Means } from '../../store/index.ts';
import type { ArtifactRoom } from '../../train/index.ts';
import { CHAMPION, type DeployedModel } from './deployed-model.ts';
import { keepReleaseFiles } from './keep-release-files.store.ts';
import { addReleaseVersion, findUnmirrored, followChampion } from './mirror.store.ts';
import type { ModelVersion } from './model-version.ts';
import { registryErrors } from './registry.errors.ts';
import type { RegistryRoom } from './registry-room.ts';
import { findRelease } from '../release.store.ts';

/**
 * A registry in which a deployment's releases are versions of the model of its name, and `champion` names the one that answers: before every question the releases
 * made since are added, and the alias follows the deployment, which alone decides. Moving that alias asks the deployment for a promotion. What would tear the two
 * apart is refused: REGISTRY_DEPLOYED.
 */
export function mirrorReleases(registry: RegistryRoom, means: Means, parts: { readonly artifacts: ArtifactRoom; readonly deployment: DeployedModel }): RegistryRoom {
  const { artifacts, deployment } = parts;
  const { models, versions, aliases } = registry;
  let following: Promise<void> | undefined;
  const follow = async (): Promise<void> => {
    for (const { release, number } of await findUnmirrored(means, deployment.name)) {
      await addReleaseVersion(means, deployment.name, { release, number, source: await keepReleaseFiles(means, artifacts, release) });
    }
    await followChampion(means, deployment.name, await deployment.champion());
  };
  /** Questions that come while the registry catches up wait for the same catching up. */
  const caughtUp = (): Promise<void> => (following ??= follow().finally(() => (following = undefined)));
  const fresh =
    <A extends unknown[], R>(ask: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await caughtUp();
      return ask(...args);
    };
  const promotes: RegistryRoom['aliases']['promotes'] = ({ name, alias }) => alias === CHAMPION && name === deployment.name;
  const isDeployed = async (name: string): Promise<boolean> => name === deployment.name && (await deployment.champion()) !== null;
  const refuseForDeployed = async (name: string, what: string): Promise<void> => {
    if (await isDeployed(name)) throw registryErrors.DEPLOYED({ name, what });
  };
  const promote = async (version: ModelVersion, by: Parameters<RegistryRoom['aliases']['set']>[2]): Promise<void> => {
    const { name, version: number } = version;
    if (version.release === null) throw registryErrors.NOT_RELEASED({ name, version: number });
    const placed = await deployment.promote(await findRelease(means, version.release), by);
    if (placed === 'queued') throw registryErrors.TRIAL_FIRST({ name, version: number, release: version.release });
  };

  return {
    models: {
      create: fresh(models.create),
      get: fresh(models.get),
      search: fresh(models.search),
      describe: fresh(models.describe),
      rename: fresh(async (names, by) => {
        await refuseForDeployed(names.from, 'be renamed');
        return models.rename(names, by);
      }),
      remove: fresh(async (name, by) => {
        await refuseForDeployed(name, 'be deleted');
        await models.remove(name, by);
      }),
      latest: fresh(models.latest),
      setTag: fresh(models.setTag),
      removeTag: fresh(models.removeTag),
    },
    versions: {
      create: fresh(versions.create),
      get: fresh(versions.get),
      search: fresh(versions.search),
      describe: fresh(versions.describe),
      move: fresh(versions.move),
      remove: fresh(async (of, by) => {
        const { name, version, release } = await versions.get(of);
        if (name === deployment.name && release !== null) throw registryErrors.RELEASED({ name, version, release });
        await versions.remove(of, by);
      }),
      setTag: fresh(versions.setTag),
      removeTag: fresh(versions.removeTag),
      model: fresh(versions.model),
    },
    aliases: {
      promotes,
      set: fresh(async (alias, to, by) => (promotes({ name: to.name, alias }) ? promote(await versions.get(to), by) : aliases.set(alias, to, by))),
      remove: fresh(async (of, by) => {
        if (of.alias === CHAMPION) await refuseForDeployed(of.name, `lose the alias ${CHAMPION}`);
        await aliases.remove(of, by);
      }),
      resolve: fresh(aliases.resolve),
    },
  };
}
