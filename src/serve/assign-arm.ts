import { fnv1a } from '../kernel/index.ts';
import type { Deployment } from './deployment.ts';
import type { Arm } from './prediction.ts';

/** Which arm a unit is in, and how probable that was. */
export interface Assignment {
  readonly arm: Arm;
  readonly propensity: number;
}

const ALONE: Assignment = { arm: 'champion', propensity: 1 };

/**
 * Where a unit lies in [0, 1) under a salt: FNV-1a, whose last characters hardly reach the high bits, finished by
 * the 32-bit mixer of MurmurHash3 (Appleby). Uniform, and unrelated between salts.
 */
export function positionOf(unitKey: string, salt: string): number {
  let hash = fnv1a(`${salt}\n${unitKey}`);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

/** A unit is the challenger's when it lies below the share: as the share grows, units keep the arm they have, or move to the challenger. */
export function assignArm(challenger: Deployment['challenger'], unitKey: string): Assignment {
  if (challenger === null) return ALONE;
  const { share, salt } = challenger;
  return positionOf(unitKey, salt) < share ? { arm: 'challenger', propensity: share } : { arm: 'champion', propensity: 1 - share };
}
