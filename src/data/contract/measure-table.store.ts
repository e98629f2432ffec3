import { formatInstant, parseDuration } from '../../kernel/index.ts';
import { studentQuantile } from '../../stats/index.ts';
import type { CheckView } from './check-view.store.ts';
import { type Tested, testedBy } from './column-sql.store.ts';
import { distributionMeasure } from './distribution-measure.store.ts';
import { allowanceText, exceedsMass } from './share-test.ts';
import type { Surroundings } from './surroundings.ts';
import type { AnyTableTest } from './table-test.ts';
import { columnsOfTest } from './validate-table-tests.ts';
import { rangeText, show } from './value-of-kind.ts';

/** A test of the table as a whole: what it measures in the one pass, and what it makes of that; null when the test holds. */
export interface Measure {
  /** Scalars, as SQL over the table. */
  readonly sql: readonly string[];
  readonly judge: (values: readonly unknown[], rows: number) => Measured | null;
}

/** A failed test of the whole table, and the rows it is about. */
export interface Measured extends Tested {
  readonly rows: number;
}

/** The tests of the list that look at the table as a whole; what cannot be judged here is told by name. */
export async function measuresOf(
  view: CheckView,
  tests: readonly AnyTableTest[],
  about: { readonly surroundings: Surroundings; readonly skip: (test: AnyTableTest, why: string) => void },
): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const test of tests) {
    if (!columnsOfTest(test).every((name) => view.sql.has(name))) continue;
    const measure = await measureOf(view, test, about);
    if (measure !== null) measures.push(measure);
  }
  return measures;
}

async function measureOf(
  view: CheckView,
  test: AnyTableTest,
  { surroundings, skip }: { readonly surroundings: Surroundings; readonly skip: (test: AnyTableTest, why: string) => void },
): Promise<Measure | null> {
  switch (test.test) {
    case 'aggregate':
      return aggregateMeasure(view, test);
    case 'pointMass':
      return pointMassMeasure(view, test);
    case 'volume':
      return volumeMeasure(test, surroundings, (why) => skip(test, why));
    case 'freshness':
      if (surroundings.now === undefined) skip(test, 'it is not known when the table is looked at');
      return surroundings.now === undefined ? null : freshnessMeasure(view, test, surroundings.now);
    case 'distribution':
      return distributionMeasure(view, test, { surroundings, skip: (why) => skip(test, why) });
    default:
      return null;
  }
}

type TestOf<K extends AnyTableTest['test']> = Extract<AnyTableTest, { readonly test: K }>;

function aggregateMeasure(view: CheckView, test: TestOf<'aggregate'>): Measure {
  const { value, number } = view.sql.get(test.column)!;
  const sql = {
    mean: `avg(${number})`,
    sum: `sum(${number})`,
    sd: `stddev_samp(${number})`,
    min: `min(${number})`,
    max: `max(${number})`,
    quantile: `quantile_cont(${number}, ${test.at ?? 0.5})`,
    distinct: `count(DISTINCT ${value})`,
    distinctShare: `count(DISTINCT ${value}) / nullif(count(${value}), 0)`,
  }[test.of];
  const what =
    test.of === 'quantile'
      ? `the ${test.at} quantile`
      : `the ${{ mean: 'mean', sum: 'sum', sd: 'standard deviation', min: 'least', max: 'greatest', distinct: 'number of different values', distinctShare: 'share of different values' }[test.of]}`;
  const { min = -Infinity, max = Infinity } = test;
  const kind = INSTANTS.has(test.of) ? view.columns[test.column]!.kind : 'number';
  const told = (found: number): string => (kind === 'timestamp' ? show(Math.round(found), kind) : tidy(found));
  return {
    sql: [`CAST(${sql} AS DOUBLE)`],
    judge: ([found], rows) => {
      if (found === null || (Number(found) >= min && Number(found) <= max)) return null;
      return {
        ...testedBy(test, { column: test.column, reason: 'aggregate', message: `${what} of ${test.column} is ${told(Number(found))}, outside ${rangeText(test, kind)}` }),
        rows,
      };
    },
  };
}

/** What of instants is an instant. */
const INSTANTS: ReadonlySet<string> = new Set(['mean', 'min', 'max', 'quantile']);

const tidy = (value: number): string => String(Number(value.toPrecision(6)));

function pointMassMeasure(view: CheckView, test: TestOf<'pointMass'>): Measure {
  const { value } = view.sql.get(test.column)!;
  return {
    sql: [`(SELECT max(c) FROM (SELECT count(*) AS c FROM ${view.from} WHERE (${value}) IS NOT NULL GROUP BY ${value}))`],
    judge: ([most], rows) => {
      const hits = Number(most ?? 0);
      if (!exceedsMass(test, hits, rows)) return null;
      return { ...testedBy(test, { column: test.column, reason: 'point_mass', message: `one value of ${test.column} is that of ${hits} rows${allowanceText(test)}` }), rows: hits };
    },
  };
}

/** Prediction limits of the next of k values: mean ± t(k-1, 1-α/2) · sd · sqrt(1 + 1/k), exact for normal values; here of the logarithm of the rows. */
function volumeMeasure(test: TestOf<'volume'>, { past }: Surroundings, skip: (why: string) => void): Measure | null {
  let { min = 0, max = Infinity } = test;
  if (test.last !== undefined) {
    const logs = (past ?? []).slice(0, test.last).map((version) => Math.log(Math.max(1, version.rows)));
    if (logs.length < 2) {
      skip(`fewer than two versions came before`);
      return null;
    }
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const sd = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
    const reach = studentQuantile(1 - (test.falseAlarm ?? 0.01) / 2, logs.length - 1) * sd * Math.sqrt(1 + 1 / logs.length);
    min = Math.max(min, Math.floor(Math.exp(mean - reach)));
    max = Math.min(max, Math.ceil(Math.exp(mean + reach)));
  }
  return {
    sql: [],
    judge: (_, rows) =>
      rows >= min && rows <= max
        ? null
        : { ...testedBy(test, { column: '*', reason: 'volume', message: `${rows} rows, outside the volume ${rangeText({ min, ...(max < Infinity && { max }) })}` }), rows },
  };
}

function freshnessMeasure(view: CheckView, test: TestOf<'freshness'>, now: number): Measure {
  return {
    sql: [`max(${view.sql.get(test.column)!.number})`],
    judge: ([newest], rows) => {
      if (newest !== null && now - Number(newest) <= parseDuration(test.within)!) return null;
      const message = newest === null ? `${test.column} holds no instant` : `the newest ${test.column} is ${formatInstant(Math.round(Number(newest)))}, older than ${test.within}`;
      return { ...testedBy(test, { column: test.column, reason: 'stale', message }), rows };
    },
  };
}
