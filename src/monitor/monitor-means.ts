import type { ReleaseRoom } from '../release/index.ts';
import type { DecisionCost } from '../scope/index.ts';
import type { ServeRoom } from '../serve/index.ts';
import type { Means } from '../store/index.ts';
import type { Monitoring } from './window.ts';

/** What the verbs of this room work with: what they read of serving and of releases, and how the project is watched. */
export interface MonitorMeans {
  readonly means: Means;
  readonly serve: Pick<ServeRoom, 'deployment' | 'firstEventAt' | 'counts' | 'units'>;
  readonly releases: Pick<ReleaseRoom, 'load'>;
  readonly cost: DecisionCost;
  readonly options: Required<Monitoring>;
}
