import { defineFeatures, number, string, timestamp } from 'capstan';

/** How often flights of a group were late, shrunk towards the overall rate. */
type Rates = Record<string, number>;

/** Rows of the overall rate that are added to each group, so that a rare group does not speak louder than it knows. */
const PRIOR = 80;

const MINUTE = 60_000;
const DAY = 86_400_000;
const minuteOf = (departure: number): number => Math.floor(departure / MINUTE) % 1440;
const hourOf = (departure: number): number => Math.floor(minuteOf(departure) / 60);
const partOfDay = (departure: number): number => Math.floor(hourOf(departure) / 3);

/** The features of a flight at the moment of its departure: one definition, in training and in serving. */
export default defineFeatures({
  input: {
    departure: timestamp(),
    distance: number({ min: 0, max: 5_000 }),
    origin: string({ pattern: '[A-Z]{3}' }),
    destination: string({ pattern: '[A-Z]{3}' }),
  },
  names: ['hour', 'minute', 'weekday', 'distance', 'origin_rate', 'destination_rate', 'origin_part_rate', 'destination_part_rate'],
  fit(rows) {
    const overall = rows.reduce((sum, row) => sum + row.label, 0) / rows.length;
    const rates = (group: (row: (typeof rows)[number]) => string): Rates => {
      const counts = new Map<string, [rows: number, late: number]>();
      for (const row of rows) {
        const count = counts.get(group(row)) ?? [0, 0];
        counts.set(group(row), [count[0] + 1, count[1] + row.label]);
      }
      return Object.fromEntries([...counts].sort().map(([name, [n, late]]) => [name, (late + PRIOR * overall) / (n + PRIOR)]));
    };
    return {
      overall,
      origin: rates((row) => row.origin),
      destination: rates((row) => row.destination),
      originPart: rates((row) => `${row.origin}/${partOfDay(row.departure)}`),
      destinationPart: rates((row) => `${row.destination}/${partOfDay(row.departure)}`),
    };
  },
  transform(row, state) {
    const origin = state.origin[row.origin] ?? state.overall;
    const destination = state.destination[row.destination] ?? state.overall;
    const part = partOfDay(row.departure);
    return [
      hourOf(row.departure),
      minuteOf(row.departure),
      (Math.floor(row.departure / DAY) + 4) % 7,
      row.distance,
      origin,
      destination,
      state.originPart[`${row.origin}/${part}`] ?? origin,
      state.destinationPart[`${row.destination}/${part}`] ?? destination,
    ];
  },
});
