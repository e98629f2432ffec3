import { DAY, floorTo, type Instant } from '../kernel/index.ts';
import type { RegistryRoom, Release, VersionName } from '../release/index.ts';
import { type MadeRelease, makeRelease, type ReleaseOrder, type Workshop } from './make-release.ts';

/** Which version to make a release of, and for whom. */
export interface VersionOrder extends Pick<ReleaseOrder, 'actor' | 'onEvent' | 'signal'> {
  readonly version: VersionName;
  readonly why?: string;
  /** Event time at which it is made. @default the end of the newest dataset version, else of the source's last whole day */
  readonly asOf?: Instant;
}

/** The release that a version is by now, and how it was made unless it was there already. */
export interface ReleasedVersion {
  readonly release: Release | null;
  readonly made: MadeRelease | null;
}

/**
 * Makes a release of a registered version: its model, ONNX or another of MLflow, behind the project's features, contracts and rules, measured on the project's test rows and put before the
 * gate. A version that is a release already stays that one. Throws REGISTRY_VERSION_UNKNOWN, REGISTRY_NOT_RUNNABLE, TRAIN_ARTIFACT_UNKNOWN, and what `makeRelease` throws.
 */
export async function releaseModelVersion(workshop: Workshop & { readonly registry: RegistryRoom }, order: VersionOrder): Promise<ReleasedVersion> {
  const { registry, releases } = workshop;
  const { name, version, run, release } = await registry.versions.get(order.version);
  if (release !== null) return { release: await releases.read(release), made: null };
  const model = await registry.versions.model({ name, version });
  const made = await makeRelease(workshop, {
    actor: order.actor,
    ...(await wholeData(workshop)),
    ...(order.asOf !== undefined && { asOf: order.asOf }),
    why: order.why ?? `version ${version} of ${name}`,
    model,
    registered: { name, version, run },
    ...(order.onEvent && { onEvent: order.onEvent }),
    ...(order.signal && { signal: order.signal }),
  });
  return { release: made.release, made };
}

/** Up to the end of the newest version; before there is one, all whole days of the source. */
async function wholeData({ data, dataset, means }: Workshop): Promise<Pick<ReleaseOrder, 'asOf' | 'since'>> {
  const latest = await data.latest(dataset);
  if (latest) return { asOf: Math.max(...latest.manifest.parts.map((part) => part.interval.to)) };
  const today = floorTo(means.clock.now(), DAY);
  const extent = await data.extent(dataset);
  return extent ? { since: floorTo(extent.from, DAY), asOf: Math.min(today, floorTo(extent.to - 1, DAY) + DAY) } : { asOf: today };
}
