import { DAY, MINUTE, seededRandom } from '../kernel/index.ts';

const ROWS = 9_000;
const FIRST_DAY = Date.UTC(2025, 0, 1);
const DAYS = 181;

/** Industry → how much likelier late than retail, in log-odds. */
const INDUSTRIES: readonly (readonly [name: string, effect: number])[] = [
  ['retail', 0],
  ['construction', 0.9],
  ['software', -0.7],
  ['health', -0.3],
  ['hospitality', 0.5],
];

/** Nine thousand invoices of half a year as CSV, made up, the same ones every time; a few have an amount that no invoice can have. */
export function makeInvoices(): string {
  const random = seededRandom('late-invoices');
  const lines = ['invoice,asked_at,amount,terms,industry,past_late_share,paid_late,known_at'];
  for (let i = 0; i < ROWS; i++) {
    const askedAt = FIRST_DAY + Math.floor(((i + random.next()) / ROWS) * DAYS * 24 * 60) * MINUTE;
    const [industry, effect] = INDUSTRIES[random.int(INDUSTRIES.length)]!;
    const amount = Math.round(10 ** (3.2 + 0.6 * random.normal()) * 100) / 100;
    const terms = [14, 30, 60][random.int(3)]!;
    const past = random.next() < 0.12 ? null : Math.min(1, Math.max(0, Math.round((0.25 + 0.22 * random.normal()) * 100) / 100));
    const logit = -2.1 + effect + 3.2 * (past ?? 0.3) + 0.5 * (Math.log10(amount) - 3) + (terms === 60 ? 0.4 : 0);
    const late = random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    const wrong = random.next() < 0.001;
    lines.push([i + 1, toText(askedAt), (wrong ? -amount : amount).toFixed(2), terms, industry, past ?? '', late, toText(askedAt + 10 * DAY)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const toText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
