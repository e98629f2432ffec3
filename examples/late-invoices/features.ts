import { defineFeatures, integer, nullable, number, string } from 'capstan';

/** What the model sees of an invoice: one definition, in training and in serving. */
export default defineFeatures({
  input: {
    amount: number({ min: 0, max: 1_000_000 }),
    terms: integer({ min: 0, max: 120 }),
    industry: string(),
    past_late_share: nullable(number({ min: 0, max: 1 })),
  },
  names: ['amount_log', 'terms_days', 'late_before', 'industry_rate'],
  /** Learns from training rows alone; what it returns is part of the release. */
  fit(rows) {
    const overall = rows.reduce((sum, row) => sum + row.label, 0) / rows.length;
    const counts: Record<string, [rows: number, late: number]> = {};
    for (const row of rows) {
      const [n, late] = counts[row.industry] ?? [0, 0];
      counts[row.industry] = [n + 1, late + row.label];
    }
    // Fifty rows of the overall rate keep a rare industry from speaking louder than it knows.
    const rates = Object.fromEntries(Object.entries(counts).map(([name, [n, late]]) => [name, (late + 50 * overall) / (n + 50)]));
    return { overall, rates };
  },
  transform(row, state) {
    return [Math.log10(row.amount + 1), row.terms, row.past_late_share ?? Number.NaN, state.rates[row.industry] ?? state.overall];
  },
});
