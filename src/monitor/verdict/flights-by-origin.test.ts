import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Countable, profileValues } from '../../data/index.ts';
import { DAY } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import { measureVariation, profileSegments, type ReferenceProfile } from '../../train/index.ts';
import { countUnits } from '../quarantine/count-units.ts';
import { MONITORING_DEFAULTS } from '../window.ts';
import { countSegments } from '../../serve/index.ts';
import type { Discovery } from './discover.ts';
import { judgeWindow } from './judge-window.ts';

/** Real flights by the airport that they leave: January is the reference; of every tenth later day all flights are a window. */
const FLIGHTS = join(import.meta.dirname, '../../../node_modules/vega-datasets/data/flights-3m.parquet');
const RELEASE = 'sha256:1';

let reference: ReferenceProfile;
let windows: { readonly at: number; readonly units: readonly Unit[] }[];

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const read = async (where: string) => {
    const found = await connection.runAndReadAll(
      `select epoch_ms(date)::double, distance::double, origin, destination from read_parquet('${FLIGHTS}', file_row_number = true) where ${where} order by file_row_number`,
    );
    return found.getColumns() as [number[], number[], string[], string[]];
  };
  const [departure, distance, origin, destination] = await read(`date < '2001-02-01' and file_row_number % 4 = 0`);
  const eventAt = Float64Array.from(departure);
  const valued = (name: string, kind: 'timestamp' | 'number' | 'string', values: ArrayLike<Countable>) => ({
    profile: profileValues({ name, kind, values: values as readonly (string | null)[] }),
    values,
    eventAt,
    stride: 1,
  });
  const inputs = [
    valued('departure', 'timestamp', eventAt),
    valued('distance', 'number', Float64Array.from(distance)),
    valued('origin', 'string', origin),
    valued('destination', 'string', destination),
  ];
  const score = valued(
    'score',
    'number',
    Float64Array.from(departure, () => 0.5),
  );
  reference = {
    inputs: { rows: departure.length, columns: inputs.map(({ profile }) => profile) },
    features: { rows: departure.length, columns: [] },
    score: score.profile,
    natural: [...inputs, score].map(({ profile, values }) => measureVariation(profile, values, eventAt)),
    segmentations: [profileSegments('origin', { inputs, features: [], score })],
  };
  windows = [];
  for (let at = Date.UTC(2001, 1, 1); at < Date.UTC(2001, 6, 1); at += 10 * DAY) {
    const [departures, distances, origins, destinations] = await read(`date >= epoch_ms(${at}) and date < epoch_ms(${at + DAY})`);
    const units = departures.map((moment, i) => ({
      release: RELEASE,
      inputs: { departure: moment, distance: distances[i], origin: origins[i], destination: destinations[i] },
      features: null,
      score: null,
    }));
    windows.push({ at, units: units as unknown as readonly Unit[] });
  }
  connection.closeSync();
});

function judge({ at, units }: (typeof windows)[number], segments = true): readonly Discovery[] {
  const about = { id: RELEASE, reference, featureNames: [] } as const;
  const counts = { ...countUnits(about, units), segmentations: segments ? countSegments(about, units) : [] };
  return judgeWindow(reference, counts, { ...MONITORING_DEFAULTS, during: { from: at, to: at + DAY } }).discoveries;
}

const pages = (found: readonly Discovery[]): readonly Discovery[] => found.filter(({ urgency }) => urgency === 'page');
const inputOf = (unit: Unit, name: string): unknown => unit.inputs[name];

describe('days of flights by origin', () => {
  it('from February to June are natural, each airport beside its own January', () => {
    for (const window of windows) expect(judge(window)).toEqual([]);
  });

  it('tell where alone distances come in kilometres, a twentieth of the flights', () => {
    for (const { at, units } of windows) {
      const broken = units.map((unit): Unit =>
        inputOf(unit, 'origin') === 'ATL' ? { ...unit, inputs: { ...unit.inputs, distance: Number(inputOf(unit, 'distance')) * 1.609 } } : unit,
      );
      expect(pages(judge({ at, units: broken }, false))).toEqual([]);
      expect(pages(judge({ at, units: broken }))).toMatchObject([{ kind: 'drift', column: 'distance', where: { column: 'origin', values: ['ATL'], alone: true } }]);
    }
  });

  it('in which most small airports say nothing are another mix, where the whole alone wakes somebody', () => {
    let woken = 0;
    for (const { at, units } of windows) {
      const large = units.filter((unit, i) => ['ORD', 'DFW', 'ATL', 'LAX'].includes(String(inputOf(unit, 'origin'))) || i % 8 === 0);
      woken += pages(judge({ at, units: large }, false)).length > 0 ? 1 : 0;
      const found = judge({ at, units: large });
      expect(pages(found)).toEqual([]);
      expect(found).toContainEqual(expect.objectContaining({ kind: 'mix', column: 'origin' }));
    }
    expect(woken).toBeGreaterThan(windows.length / 3);
  });
});
