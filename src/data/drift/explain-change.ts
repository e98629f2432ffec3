import { unreachable } from '../../kernel/index.ts';
import type { BatchFinding } from './conclude-batch.ts';
import type { Pattern } from './trace.ts';
import { mendOutside, tellOutside } from './tell-move.ts';

/** What most often lies behind a change, and what to do about it. */
export interface Explanation {
  readonly cause: string;
  readonly remedy: string;
}

/** From this share on, a change concerns nearly every row. */
const NEARLY_ALL = 0.9;

/** Explains a change of a batch by its kind and size: where to look first, not a verdict. */
export function explainChange({
  kind,
  column,
  other,
  effect,
  usual,
  value,
  move,
  pattern,
}: Pick<BatchFinding, 'kind' | 'column' | 'other' | 'effect' | 'usual' | 'value' | 'move' | 'pattern'>): Explanation {
  const whole = effect >= NEARLY_ALL;
  const upstream = `find what writes ${column} and what changed there`;
  const moved = move?.();
  switch (kind) {
    case 'missing':
      return effect > usual
        ? {
            cause: whole
              ? `${column} is no longer sent, or was renamed at its source`
              : `a join that no longer finds its match, or one of several sources that stopped sending ${column}`,
            remedy: `${upstream}; mend the feed; if ${column} may be empty, let the contract allow it and learn from data where it is`,
          }
        : { cause: `an upstream repair that fills in what was empty`, remedy: `${upstream}; make sure that what is filled in is known, not made up` };
    case 'sentinel':
      return {
        cause: `a call that failed upstream and answered ${value ?? 'a placeholder'} instead of an error`,
        remedy: `${upstream}; send nothing where there is no value, and refuse the placeholder in the contract`,
      };
    case 'constant':
      return {
        cause: `an upstream repair or default that fills ${column} with one value`,
        remedy: `${upstream}: a default, or one client that sends the same value again and again`,
      };
    case 'stale':
      return { cause: `a feed that stands still and repeats its last value`, remedy: `${upstream}; test its freshness in the contract` };
    case 'characters':
      return { cause: `another character set, or texts that were cut or padded`, remedy: `${upstream}: its encoding; a pattern in the contract finds it next time` };
    case 'unseen':
      return {
        cause: whole ? `${column} is written otherwise than before: another coding, case or language` : `new values in the world, or another spelling of known ones`,
        remedy: `${upstream}; if the new values are real, retrain on data that holds them`,
      };
    case 'out_of_range':
      return {
        cause: tellOutside(column, whole, moved),
        remedy: `${upstream}${mendOutside(whole ? moved : null)}`,
      };
    case 'resolution':
      return { cause: `${column} is rounded otherwise, or went through another unit`, remedy: `${upstream}: a rounding, a unit or a type` };
    case 'order':
      return {
        cause: `rows are joined, sorted or loaded otherwise than before`,
        remedy: `look at how the file was put together; test the order in the contract if something depends on it`,
      };
    case 'duplicates':
      return { cause: `a load that ran twice, or a join with several matches`, remedy: `look at how the rows were loaded; make the key unique in the contract` };
    case 'association':
      if (pattern) return explainPattern(pattern, column);
      return {
        cause: `values of ${column} or ${other ?? 'another column'} in the wrong rows: a join by another key, or a column that was filled in from elsewhere`,
        remedy: `look at rows where the two do not fit each other, and at the join that brings them together`,
      };
    case 'joint':
      return {
        cause: `rows of another mix of sources or customers, or a column that was filled in from elsewhere: each column by itself is as before`,
        remedy: `look at how rows of the batch combine the columns named, and at the joins that bring them together; if the world itself changed, retrain on data since then`,
      };
    case 'mix':
      return {
        cause: `more of some sources or customers and fewer of others: what changed nowhere within a segment is as before`,
        remedy: `nothing is broken by it; if the new mix stays, retrain on data since then, and look at how the model does in the segments that grew`,
      };
    case 'drift':
      return {
        cause: `the population changed (season, campaign, new customers), or ${column} is computed otherwise than it was`,
        remedy: `${upstream}; if the world itself changed, retrain on data since then`,
      };
    default:
      return unreachable(kind);
  }
}

/** Explains how a part of the rows came not to fit. */
function explainPattern(pattern: Pattern, column: string): Explanation {
  const upstream = `find what writes ${column} and what changed there`;
  if ('hours' in pattern) {
    const hours = Math.abs(pattern.hours);
    return {
      cause: `instants of another time zone in a part of the rows: ${hours} ${hours === 1 ? 'hour' : 'hours'} too ${pattern.hours > 0 ? 'late' : 'early'} beside the other`,
      remedy: `${upstream}: a source of another zone, or of daylight saving; send instants in UTC`,
    };
  }
  if ('places' in pattern) {
    const [one, other] = pattern.places;
    return {
      cause: `${one} and ${other} have each other's values in a part of the rows`,
      remedy: `find what writes the two: columns by position instead of by name, or arguments the wrong way round`,
    };
  }
  return {
    cause: `categories that have each other's names in a part of the rows: ${pattern.names.map(({ before, now }) => `${before} is now ${now}`).join(', ')}`,
    remedy: `${upstream}: an encoder, or a mapping, whose order is another one`,
  };
}
