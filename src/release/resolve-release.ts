import type { Digest } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { releaseErrors } from './release.errors.ts';
import type { Release } from './release.ts';
import { findAlias, findReleases } from './release.store.ts';

/** The release that a person means: an id, its first hex digits (4 or more), `r3` for the third, or an alias. Throws RELEASE_UNKNOWN, RELEASE_AMBIGUOUS. */
export async function resolveRelease(means: Means, name: string): Promise<Release> {
  const releases = await findReleases(means);
  const alias = await findAlias(means, name);
  const digits = name.replace(/^sha256:/, '');
  const number = /^r(\d+)$/.exec(name);
  const matches = alias
    ? releases.filter((r) => r.id === alias)
    : number
      ? releases.slice(Number(number[1]) - 1, Number(number[1]))
      : /^[0-9a-f]{4,64}$/.test(digits)
        ? startingWith(releases, digits)
        : [];
  const [first, ...others] = matches;
  if (!first) throw releaseErrors.UNKNOWN({ release: name, known: releases.length });
  if (others.length > 0) throw releaseErrors.AMBIGUOUS({ release: name, matches: matches.map((r) => r.id) });
  return first;
}

const startingWith = (releases: readonly Release[], digits: string): readonly Release[] => releases.filter((release) => (release.id as Digest).slice(7).startsWith(digits));
