import type { BatchColumn } from '../../src/data/index.ts';
import { DAY, HOUR, MINUTE, type Random, SECOND, seededRandom } from '../../src/kernel/index.ts';
import type { DetectionTable } from './table.ts';

const ROWS = 40_000;

type Cell = number | string | null;
type Draw = (random: Random, row: number) => { readonly cells: Record<string, Cell>; readonly odds: number };

/** A generated table: kinds by name, and how a row is drawn; the label follows the odds. */
const generated = (name: string, about: string, kinds: Readonly<Record<string, BatchColumn['kind']>>, draw: Draw): DetectionTable => ({
  name,
  about: `generated: ${about}`,
  load: () => {
    const random = seededRandom(`detection table ${name}`);
    const rows = Array.from({ length: ROWS }, (_, row) => draw(random, row));
    const labels = Uint8Array.from(rows, ({ odds }) => Number(random.next() < 1 / (1 + Math.exp(-odds))));
    const columns = Object.entries(kinds).map(([column, kind]): BatchColumn =>
      kind === 'string'
        ? { name: column, kind, values: rows.map(({ cells }) => cells[column] as string | null) }
        : { name: column, kind, values: Float64Array.from(rows, ({ cells }) => (cells[column] as number | null) ?? NaN) },
    );
    return Promise.resolve({ batch: { rows: ROWS, columns }, labels });
  },
});

const pick = <V>(random: Random, values: readonly V[], skew = 1): V => values[Math.floor(values.length * random.next() ** skew)]!;
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
const poisson = (random: Random, mean: number): number => {
  let count = 0;
  for (let left = Math.exp(mean) * random.next(); left > 1; left *= random.next()) count++;
  return count;
};

const SENSORS = Array.from({ length: 30 }, (_, i) => `sensor${i + 1}`);

/** Wide and numeric, as `make_classification` or the breast cancer table of scikit-learn are: groups of correlated columns, some with all digits, some rounded, some skewed. */
export const MEASUREMENTS = generated(
  'measurements',
  '30 correlated numbers, a third rounded, a third skewed, some with 3 % missing',
  Object.fromEntries(SENSORS.map((name) => [name, 'number' as const])),
  (random) => {
    const factors = Array.from({ length: 6 }, () => random.normal());
    const cells = Object.fromEntries(
      SENSORS.map((name, i): [string, Cell] => {
        const value = 0.85 * factors[i % 6]! + 0.5 * random.normal();
        if (i % 10 === 9 && random.next() < 0.03) return [name, null];
        if (i % 3 === 0) return [name, value * 10 ** ((i % 5) - 2)];
        return [name, i % 3 === 1 ? round(50 + 10 * value, 2) : Math.exp(value)];
      }),
    );
    return { cells, odds: 1.4 * factors[0]! - factors[1]! + 0.8 * factors[2]! * factors[3]! };
  },
);

const STATES = ['CA', 'TX', 'FL', 'NY', 'PA', 'IL', 'OH', 'GA', 'NC', 'MI', 'NJ', 'VA'];
const JOBS = ['admin', 'blue-collar', 'technician', 'services', 'management', 'retired', 'self-employed', 'student', 'housemaid'];

/** Mostly categories, as the bank and adult tables are: a city lies in a state, a plan has its channel, a job its education. */
export const CUSTOMERS = generated(
  'customers',
  '11 categories of 2 to 200 values that go together, an age, a whole number',
  {
    state: 'string',
    city: 'string',
    job: 'string',
    education: 'string',
    marital: 'string',
    plan: 'string',
    channel: 'string',
    device: 'string',
    language: 'string',
    member: 'boolean',
    newsletter: 'boolean',
    age: 'integer',
    tenure: 'integer',
  },
  (random) => {
    const state = pick(random, STATES, 1.5);
    const job = pick(random, JOBS, 1.3);
    const plan = pick(random, ['basic', 'plus', 'pro', 'team', 'enterprise'], 1.6);
    const age = Math.round(job === 'student' ? 22 + 3 * random.normal() : job === 'retired' ? 67 + 5 * random.normal() : 42 + 10 * random.normal());
    const education =
      job === 'management' || job === 'technician'
        ? pick(random, ['university', 'college', 'secondary'], 1.5)
        : pick(random, ['secondary', 'primary', 'college', 'university'], 1.8);
    const member = random.next() < (plan === 'basic' ? 0.1 : 0.6);
    const tenure = Math.floor(Math.min(age - 18, 40) * random.next() ** 2 * 12);
    return {
      cells: {
        state,
        city: `${state}-${['north', 'south', 'harbour', 'hill', 'old town', 'river', 'lake', 'east', 'west', 'park', 'mill', 'bridge', 'field', 'stone', 'wood', 'ferry'][Math.floor(16 * random.next() ** 2)]!}`,
        job,
        education,
        marital: random.next() < 0.02 ? null : pick(random, age < 25 ? ['single'] : ['married', 'single', 'divorced'], 1.4),
        plan,
        channel: plan === 'enterprise' || plan === 'team' ? pick(random, ['sales', 'partner']) : pick(random, ['web', 'app', 'shop'], 1.3),
        device: pick(random, ['iPhone', 'Android', 'Windows', 'macOS', 'Linux', 'iPad'], 1.4),
        language: random.next() < 0.9 ? 'en' : pick(random, ['es', 'zh', 'fr', 'vi']),
        member: Number(member),
        newsletter: Number(random.next() < 0.3),
        age: Math.max(18, age),
        tenure: Math.max(0, tenure),
      },
      odds: (member ? 1 : -1) + (plan === 'pro' ? 1.2 : 0) - tenure / 100 + (job === 'student' ? -1 : 0.3) + (state === 'CA' ? 0.6 : 0),
    };
  },
);

/** Of everything: keys, times in order, heavy-tailed money with cents, counts, texts; a shop's orders. */
export const ORDERS = generated(
  'orders',
  'keys, two times, heavy-tailed money with cents, counts, four categories, a country with its currency',
  {
    orderId: 'string',
    customer: 'string',
    placedAt: 'timestamp',
    shippedAt: 'timestamp',
    amount: 'number',
    shipping: 'number',
    discount: 'number',
    items: 'integer',
    weight: 'number',
    country: 'string',
    currency: 'string',
    payment: 'string',
    warehouse: 'string',
  },
  (random, row) => {
    const country = pick(random, ['DE', 'FR', 'GB', 'US', 'CH', 'SE', 'PL', 'IT'], 1.6);
    const items = 1 + poisson(random, 1.5);
    const amount = round(items * Math.exp(2.8 + 0.9 * random.normal()), 2);
    const weight = round(items * (0.3 + 1.2 * random.next()), 1);
    const hour = Math.min(23, Math.max(0, 15 + 4 * random.normal()));
    const placedAt = Date.UTC(2024, 0, 1) + Math.floor(row / 130) * DAY + Math.floor((hour * HOUR) / SECOND) * SECOND;
    const payment = pick(random, country === 'DE' ? ['invoice', 'paypal', 'card'] : ['card', 'paypal', 'transfer'], 1.5);
    return {
      cells: {
        orderId: `A-${String(1_000_000 + row * 7 + random.int(7))}`,
        customer: `c${Math.floor(9000 * random.next() ** 1.5)}`,
        placedAt,
        shippedAt: random.next() < 0.04 ? null : placedAt + Math.floor((4 + 40 * random.next() ** 2) * 60) * MINUTE,
        amount,
        shipping: amount > 60 ? 0 : round(3.9 + weight * 0.5, 2),
        discount: random.next() < 0.8 ? 0 : round(amount * pick(random, [0.05, 0.1, 0.2]), 2),
        items,
        weight,
        country,
        currency: { GB: 'GBP', US: 'USD', CH: 'CHF', SE: 'SEK', PL: 'PLN' }[country] ?? 'EUR',
        payment,
        warehouse: country === 'US' ? 'newark' : pick(random, ['leipzig', 'lille', 'lodz'], 1.2),
      },
      odds: -1 + 0.9 * Math.log(amount / 40) + (payment === 'invoice' ? 1 : 0) - 0.3 * items + (country === 'US' ? 0.8 : 0),
    };
  },
);

/** Small counts, most of them 0, and truths: what a session did. Rows repeat by nature. */
export const VISITS = generated(
  'visits',
  'eight small counts, mostly zero, and two truths; many rows are alike',
  {
    pages: 'integer',
    searches: 'integer',
    clicks: 'integer',
    adds: 'integer',
    removes: 'integer',
    errors: 'integer',
    refunds: 'integer',
    minutes: 'integer',
    mobile: 'boolean',
    returning: 'boolean',
  },
  (random) => {
    const interest = Math.exp(0.6 * random.normal());
    const pages = 1 + poisson(random, 3 * interest);
    const clicks = poisson(random, 0.5 * pages);
    const adds = poisson(random, 0.15 * clicks);
    return {
      cells: {
        pages,
        searches: poisson(random, 0.4 * interest),
        clicks,
        adds,
        removes: adds === 0 ? 0 : poisson(random, 0.2 * adds),
        errors: poisson(random, 0.03),
        refunds: Number(random.next() < 0.01),
        minutes: poisson(random, 1.3 * pages),
        mobile: Number(random.next() < 0.6),
        returning: Number(random.next() < 0.4),
      },
      odds: -1.5 + 1.2 * adds + 0.15 * clicks - 2 * Number(pages < 3),
    };
  },
);

const MAKES = ['Volks', 'Renard', 'Fjord', 'Toyama', 'Skade', 'Opal', 'Bavaria', 'Stern', 'Kimchi', 'Fiatto'];
const PERILS = ['collision', 'glass', 'parking', 'theft', 'hail', 'animal', 'fire'];

/** Long and mixed, with values that are missing for a reason: an insurer's claims. Drawn up after the battery was built, so that it is the one table that it could not be fitted to. */
export const CLAIMS = generated(
  'claims',
  'a key, two dates, a postal code as a number, money in round steps, eight categories, two truths; values missing by the kind of claim',
  {
    claim: 'string',
    incident: 'timestamp',
    reported: 'timestamp',
    postcode: 'integer',
    region: 'string',
    make: 'string',
    model: 'string',
    built: 'integer',
    mileage: 'integer',
    peril: 'string',
    channel: 'string',
    cover: 'string',
    excess: 'integer',
    estimate: 'number',
    injured: 'integer',
    police: 'boolean',
    repairer: 'string',
    severity: 'string',
    lawyer: 'boolean',
  },
  (random, row) => {
    const area = Math.floor(40 * random.next() ** 1.4);
    const make = pick(random, MAKES, 1.5);
    const age = Math.min(24, poisson(random, 7));
    const peril = pick(random, PERILS, 2);
    const cover = age > 12 ? pick(random, ['third party', 'partial'], 1.3) : pick(random, ['full', 'partial', 'third party'], 1.7);
    const hurts = peril === 'collision' ? 0.35 : 0.02;
    const injured = random.next() < hurts ? 1 + poisson(random, 0.4) : 0;
    const size = 6.6 + (peril === 'collision' ? 0.9 : peril === 'glass' ? -0.8 : 0) - 0.04 * age + 0.7 * random.normal() + 0.6 * Math.min(injured, 2);
    const reported = Date.UTC(2023, 0, 1) + Math.floor((row * 365 * DAY) / ROWS / HOUR) * HOUR + random.int(60) * MINUTE;
    const severity = size > 7.8 ? pick(random, ['high', 'medium'], 1.6) : size > 6.3 ? pick(random, ['medium', 'low', 'high'], 1.8) : 'low';
    const police = random.next() < (peril === 'theft' ? 0.95 : peril === 'collision' ? 0.5 : 0.08);
    return {
      cells: {
        claim: `C${2023}-${String(100_000 + row * 3 + random.int(3))}`,
        incident: Math.floor((reported - (1 + 9 * random.next() ** 3) * DAY) / DAY) * DAY,
        reported,
        postcode: 10_000 + area * 250 + random.int(60) * 4,
        region: `region ${Math.floor(area / 4)}`,
        make,
        model: `${make} ${['One', 'City', 'Cross', 'Estate', 'Van'][Math.floor(5 * random.next() ** 1.5)]!}`,
        built: 2023 - age,
        mileage: random.next() < 0.05 ? null : 1000 * Math.round(age * (9 + 5 * random.next()) + 3 * random.next()),
        peril,
        channel: pick(random, peril === 'glass' ? ['repairer', 'app'] : ['phone', 'app', 'agent', 'letter'], 1.4),
        cover,
        excess: cover === 'third party' ? 0 : pick(random, [150, 300, 500, 1000], 1.4),
        estimate: 10 * Math.round(Math.exp(size) / 10),
        injured,
        police: Number(police),
        repairer: peril === 'theft' || random.next() < 0.3 ? null : `workshop ${area}-${random.int(4)}`,
        severity: random.next() < 0.02 ? null : severity,
        lawyer: Number(random.next() < (injured > 0 ? 0.4 : 0.03)),
      },
      odds: -1.6 + 0.9 * (size - 6.6) + (cover === 'full' ? 0.5 : 0) + (peril === 'theft' ? 1 : 0) + 0.8 * Math.min(injured, 2) - 0.3 * Number(police),
    };
  },
);
