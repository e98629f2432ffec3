import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BatchColumn } from '../../src/data/index.ts';
import { CLAIMS, CUSTOMERS, MEASUREMENTS, ORDERS, VISITS } from './generated-tables.ts';
import type { DetectionTable, LabelledBatch } from './table.ts';

/** Rows that are kept of a table of millions. */
const FLIGHTS_KEPT = 60_000;

const packaged = (file: string): string => fileURLToPath(new URL(`data/${file}`, new URL('../', import.meta.resolve('vega-datasets'))));

const FLIGHTS: DetectionTable = {
  name: 'flights',
  about: 'real: 60,000 of the 3 M flights of vega-datasets; a time, a whole number, two airports; late by 15 minutes or more',
  load: async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const result = await connection.runAndReadAll(`
      SELECT epoch_ms(date)::DOUBLE, distance::DOUBLE, origin, destination, delay >= 15 FROM read_parquet('${packaged('flights-3m.parquet')}', file_row_number = true)
      QUALIFY row_number() OVER (ORDER BY hash(file_row_number)) <= ${FLIGHTS_KEPT} ORDER BY date, file_row_number`);
    const [departure, distance, origin, destination, late] = result.getColumns() as [number[], number[], string[], string[], boolean[]];
    connection.closeSync();
    return {
      batch: {
        rows: departure.length,
        columns: [
          { name: 'departure', kind: 'timestamp', values: Float64Array.from(departure) },
          { name: 'distance', kind: 'integer', values: Float64Array.from(distance) },
          { name: 'origin', kind: 'string', values: origin },
          { name: 'destination', kind: 'string', values: destination },
        ],
      },
      labels: Uint8Array.from(late, Number),
    };
  },
};

const BIRDSTRIKES: DetectionTable = {
  name: 'birdstrikes',
  about: 'real: 10,000 collisions of vega-datasets; nine texts, a date, four numbers that are mostly zero or missing; damaged or not',
  load: () => {
    const [header, ...lines] = readFileSync(packaged('birdstrikes.csv'), 'utf8').trim().split('\n').map(splitCsv);
    const of = (name: string): string[] => lines.map((line) => line[header!.indexOf(name)]!);
    const columns = header!
      .filter((name) => name !== 'Effect Amount of damage' && name !== 'Cost Total $')
      .map((name): BatchColumn => {
        if (name === 'Flight Date') return { name, kind: 'timestamp', values: Float64Array.from(of(name), Date.parse) };
        if (/^Cost|^Speed/.test(name)) return { name, kind: 'integer', values: Float64Array.from(of(name), (text) => (text === '' ? NaN : Number(text))) };
        return { name, kind: 'string', values: of(name).map((text) => (text === '' ? null : text)) };
      });
    const labels = Uint8Array.from(of('Effect Amount of damage'), (text) => Number(text !== 'None'));
    return Promise.resolve<LabelledBatch>({ batch: { rows: lines.length, columns }, labels });
  },
};

/** A line of a CSV file with quotes. */
const splitCsv = (line: string): string[] =>
  [...line.replace(/\r$/, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');

/** The tables of the bed. */
export const TABLES: readonly DetectionTable[] = [FLIGHTS, BIRDSTRIKES, MEASUREMENTS, CUSTOMERS, ORDERS, VISITS, CLAIMS];
