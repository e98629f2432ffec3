import type { Digest } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';

/** Units that a release decided as champion. */
export const ownUnits = (units: readonly Unit[], release: Digest): Unit[] => units.filter((unit) => unit.release === release && unit.arm === 'champion' && unit.score !== null);
