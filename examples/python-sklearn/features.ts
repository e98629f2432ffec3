import { defineFeatures, number, string, timestamp } from 'capstan';

/** How often flights of a group were late, by the group's name. */
type Rates = Record<string, number>;

const MINUTE = 60_000;
const minuteOfDay = (departure: number): number => Math.floor(departure / MINUTE) % 1440;

/** The features of a flight at the moment of its departure: one definition, in training and in serving. */
export default defineFeatures({
  input: {
    departure: timestamp(),
    distance: number({ min: 0, max: 5_000 }),
    origin: string({ pattern: '[A-Z]{3}' }),
    destination: string({ pattern: '[A-Z]{3}' }),
  },
  names: ['hour', 'minute', 'distance', 'origin_rate', 'destination_rate', 'route_rate'],
  fit(rows) {
    const overall = rows.reduce((sum, row) => sum + row.label, 0) / rows.length;
    // Rows of the overall rate are added to each group, so that a rare group does not speak louder than it knows.
    const rates = (group: (row: (typeof rows)[number]) => string, prior: number): Rates => {
      const counts = new Map<string, [rows: number, late: number]>();
      for (const row of rows) {
        const count = counts.get(group(row)) ?? [0, 0];
        counts.set(group(row), [count[0] + 1, count[1] + row.label]);
      }
      return Object.fromEntries([...counts].map(([name, [n, late]]) => [name, (late + prior * overall) / (n + prior)]));
    };
    return {
      overall,
      origin: rates((row) => row.origin, 200),
      destination: rates((row) => row.destination, 200),
      route: rates((row) => `${row.origin}-${row.destination}`, 300),
    };
  },
  transform(row, state) {
    const minute = minuteOfDay(row.departure);
    return [
      Math.floor(minute / 60),
      minute,
      row.distance,
      state.origin[row.origin] ?? state.overall,
      state.destination[row.destination] ?? state.overall,
      state.route[`${row.origin}-${row.destination}`] ?? state.overall,
    ];
  },
});
