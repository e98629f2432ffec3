import { tellOutside } from '../../data/index.ts';
import { unreachable } from '../../kernel/index.ts';
import type { Finding } from '../finding.ts';

/** From this share on, a change concerns nearly every row. */
const NEARLY_ALL = 0.9;

/** What most often lies behind a finding of such a kind and size: where to look first, not a verdict. */
export function likelyCauseOf({ kind, column, effect, value, where, move }: Pick<Finding, 'kind' | 'column' | 'effect' | 'value' | 'where' | 'move'>): string {
  const whole = effect >= NEARLY_ALL;
  switch (kind) {
    case 'missing':
      return whole
        ? `${column} is no longer sent, or was renamed at its source`
        : `a join that no longer finds its match, or one of several sources that stopped sending ${column}`;
    case 'sentinel':
      return `a call that failed upstream and answered ${value ?? 'a placeholder'} instead of an error, which is a legal value of its type`;
    case 'constant':
      return whole
        ? `an upstream repair or default that fills ${column} with one value`
        : `a default that is filled in for a part of the rows, or one client that sends the same value again and again`;
    case 'unseen':
      return whole ? `${column} is written otherwise than before: another coding, case, language or character set` : `new values in the world, or another spelling of known ones`;
    case 'out_of_range':
      return tellOutside(column, whole, move);
    case 'extrapolation':
      return `the world moved on (season, growth, prices) to where the model has never been`;
    case 'drift':
      if (where?.alone === true) return `the source of ${where.column} = ${where.values.join(', ')} alone changed: another unit, another system, or other customers of it`;
      return `the population changed (season, campaign, new customers), or ${column} is computed otherwise than it was`;
    case 'mix':
      return `more of some sources or customers and fewer of others (a campaign, a market that opened, a feed that stopped for one of them)`;
    case 'score_drift':
      return 'the features changed together, each by less than is told, or the model or feature code is not what it was';
    case 'skew':
      return `the feature code reads something besides its inputs (the clock, a file, the order of calls), or what was served was not this release`;
    case 'volume':
      return effect >= NEARLY_ALL ? 'callers or the feed stopped, or everything is sent many times over' : 'a holiday, an outage of a caller, or traffic that goes elsewhere';
    case 'violations':
    case 'contract':
      return 'a caller that changed its requests, or a contract narrower than the world';
    case 'change':
      return column === 'score'
        ? 'other rows than before are asked about, or a feature is computed otherwise'
        : 'the relation between inputs and outcome changed, or the outcomes are recorded otherwise';
    case 'performance':
    case 'calibration':
      return 'the relation between inputs and outcome changed, or the outcomes are recorded otherwise';
    default:
      return unreachable(kind);
  }
}
