import { schemaFor, Type } from '../kernel/index.ts';
import type { Rules } from './rules.ts';

/** The schema of rules. */
export const rulesSchema = schemaFor<Rules>()(
  Type.Object(
    {
      rows: Type.Array(
        Type.Object({
          id: Type.String({ description: 'names the row in logs and reports' }),
          when: Type.String({ description: 'CEL over the score, the features and the raw text columns' }),
          decision: Type.String(),
          reason: Type.String({ description: 'for people' }),
        }),
        { description: 'the first whose condition holds decides' },
      ),
      otherwise: Type.Object({ decision: Type.String(), reason: Type.String() }, { description: 'when no row holds' }),
    },
    { description: 'the decision table on top of the score' },
  ),
);
