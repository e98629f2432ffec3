import { fitYardstick, traceBatch } from '../../src/data/index.ts';
import { seededRandom } from '../../src/kernel/index.ts';
import { clopperPearson, holmDiscrete } from '../../src/stats/index.ts';
import { ENDLESS, type EndlessTable } from './nominal-tables.ts';
import { markdownTable } from './report.ts';

/** One size at which the rate of false alarms is measured, and how often. */
interface Size {
  readonly rows: number;
  readonly referenceRows: number;
  readonly features: number;
  /** Batches of each table; a reference judges five. */
  readonly batches: number;
}

const SIZES: readonly Size[] = [
  { rows: 100, referenceRows: 1000, features: 10, batches: 1000 },
  { rows: 100, referenceRows: 1000, features: 100, batches: 150 },
  { rows: 100, referenceRows: 1000, features: 1000, batches: 20 },
  { rows: 1000, referenceRows: 1000, features: 10, batches: 400 },
  { rows: 1000, referenceRows: 10_000, features: 10, batches: 250 },
  { rows: 1000, referenceRows: 10_000, features: 100, batches: 50 },
  { rows: 1000, referenceRows: 10_000, features: 1000, batches: 5 },
  { rows: 10_000, referenceRows: 20_000, features: 10, batches: 50 },
  { rows: 10_000, referenceRows: 20_000, features: 100, batches: 5 },
  { rows: 100_000, referenceRows: 100_000, features: 10, batches: 10 },
  { rows: 1_000_000, referenceRows: 200_000, features: 10, batches: 1 },
];

/** Batches that a reference judges. */
const PER_REFERENCE = 5;
/** Nominal rates of false alarms: the cheaper to measure, and the default. */
const NOMINAL = [0.1, 0.01] as const;
/** Where single tests are looked at. */
const SINGLE = 0.01;

interface Outcome extends Size {
  readonly table: string;
  /** Batches with an alarm at each nominal rate. */
  readonly alarms: readonly number[];
  /** Tests by family: those with p at most `SINGLE`, and how many of them chance allows. */
  readonly families: ReadonlyMap<string, Family>;
}

interface Family {
  tests: number;
  seen: number;
  allowed: number;
}

/** How often clean batches of any size alarm, beside how often they may. Certainty alone counts here, not size: of a million rows nothing by chance is large enough to matter. `quick` tries a tenth. */
export function measureNominal(quick: boolean): string {
  const outcomes = SIZES.flatMap((size) => ENDLESS.map((table) => measure(table, { ...size, batches: quick ? Math.ceil(size.batches / 10) : size.batches })));
  return `${renderSizes(outcomes)}\n\n${renderFamilies(outcomes)}`;
}

function measure(table: EndlessTable, size: Size): Outcome {
  const random = seededRandom(`nominal ${table.name} ${size.rows} ${size.referenceRows} ${size.features}`);
  const alarms = NOMINAL.map(() => 0);
  const families = new Map<string, Family>();
  const start = process.cpuUsage();
  let yardstick = fitYardstick(table.draw(random, { rows: size.referenceRows, features: size.features }));
  for (let batch = 0; batch < size.batches; batch++) {
    if (batch > 0 && batch % PER_REFERENCE === 0) yardstick = fitYardstick(table.draw(random, { rows: size.referenceRows, features: size.features }));
    const traces = traceBatch(yardstick, table.draw(random, size));
    const least = holmDiscrete(traces).reduce((a, b) => Math.min(a, b), 1);
    NOMINAL.forEach((rate, i) => (alarms[i]! += Number(least <= rate)));
    for (const { kind, p, chance } of traces) {
      const family = families.get(kind) ?? { tests: 0, seen: 0, allowed: 0 };
      families.set(kind, { tests: family.tests + 1, seen: family.seen + Number(p <= SINGLE), allowed: family.allowed + chance(SINGLE) });
    }
  }
  const { user, system } = process.cpuUsage(start);
  console.error(`${table.name}, ${size.rows} rows of ${size.features} features: ${size.batches} batches, ${((user + system) / 1e6).toFixed(1)} s`);
  return { ...size, table: table.name, alarms, families };
}

const count = (value: number): string => value.toLocaleString('en-US');

/** A rate beside its nominal one: the ratio, with its 90 % interval. */
function ratioOf(alarms: number, batches: number, nominal: number): string {
  const [low, high] = clopperPearson(alarms, batches, 0.1);
  return `${(alarms / batches / nominal).toFixed(2)} (${(low / nominal).toFixed(2)}–${(high / nominal).toFixed(2)})`;
}

function renderSizes(outcomes: readonly Outcome[]): string {
  const total = (of: readonly Outcome[], i: number): number => of.reduce((sum, { alarms }) => sum + alarms[i]!, 0);
  const batches = (of: readonly Outcome[]): number => of.reduce((sum, outcome) => sum + outcome.batches, 0);
  const single = (of: readonly Outcome[]): string => {
    const families = of.flatMap((outcome) => [...outcome.families.values()]);
    return (families.reduce((sum, { seen }) => sum + seen, 0) / families.reduce((sum, { allowed }) => sum + allowed, 0)).toFixed(2);
  };
  const line = (about: readonly string[], of: readonly Outcome[]): string[] => [
    ...about,
    count(batches(of)),
    ...NOMINAL.map((nominal, i) => ratioOf(total(of, i), batches(of), nominal)),
    single(of),
  ];
  return markdownTable(
    ['rows', 'reference', 'features', 'tables', 'batches', ...NOMINAL.map((nominal) => `realised / nominal at ${100 * nominal} %`), 'single tests at 1 %'],
    [
      ...SIZES.flatMap(({ rows, referenceRows, features }) => {
        const of = outcomes.filter((outcome) => outcome.rows === rows && outcome.referenceRows === referenceRows && outcome.features === features);
        const about = [count(rows), count(referenceRows), count(features)];
        return [...of.map((outcome) => line([...about, outcome.table], [outcome])), line([...about, '**all**'], of)];
      }),
      line(['**all**', '', '', ''], outcomes),
    ],
  );
}

function renderFamilies(outcomes: readonly Outcome[]): string {
  const kinds = [...new Set(outcomes.flatMap(({ families }) => [...families.keys()]))].sort();
  return markdownTable(
    ['kind of test', 'tests', 'p ≤ 1 % by chance alone', 'seen', 'ratio'],
    kinds.map((kind) => {
      const of = outcomes.flatMap(({ families }) => families.get(kind) ?? []);
      const [tests, seen, allowed] = (['tests', 'seen', 'allowed'] as const).map((what) => of.reduce((sum, family) => sum + family[what], 0)) as [number, number, number];
      return [kind, count(tests), count(Math.round(allowed)), count(seen), allowed >= 1 ? (seen / allowed).toFixed(2) : '·'];
    }),
  );
}
