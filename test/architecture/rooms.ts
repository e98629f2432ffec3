/** One room of the house: a folder of `src/`, and which rooms it may import (through their `index.ts` only). */
export interface Room {
  readonly name: string;
  readonly floor: 'ground' | 'means' | 'life' | 'assembly' | 'door';
  readonly holds: string;
  readonly mayImport: readonly string[];
}

const GROUND = ['kernel', 'stats'];
const MEANS = ['store', 'access', 'work', 'model'];
const LIFE = ['scope', 'data', 'train', 'release', 'serve', 'monitor', 'loop'];

const life = (name: string, holds: string): Room => ({ name, floor: 'life', holds, mayImport: [...GROUND, ...MEANS, ...LIFE.slice(0, LIFE.indexOf(name))] });

/** The house. This is the one place that says what there is and who may know whom; ARCHITECTURE.md prints it, the walls enforce it. */
export const ROOMS: readonly Room[] = [
  { name: 'kernel', floor: 'ground', holds: 'ids, hashing, clock, errors, schemas, expressions, operations, paging; pure', mayImport: [] },
  { name: 'stats', floor: 'ground', holds: 'sketches, distances, tests, e-processes; numbers in, numbers out', mayImport: ['kernel'] },
  { name: 'store', floor: 'means', holds: 'records (SQLite, PostgreSQL), bytes by content, tables (DuckDB), the ledger of events', mayImport: GROUND },
  { name: 'access', floor: 'means', holds: 'principals, tokens, permissions', mayImport: [...GROUND, 'store'] },
  { name: 'work', floor: 'means', holds: 'graphs of steps cached by content, durable jobs, executors', mayImport: [...GROUND, 'store'] },
  { name: 'model', floor: 'means', holds: 'models (ONNX; MLflow’s other flavors in Python) and how they are evaluated', mayImport: [...GROUND, 'store'] },
  life('scope', 'why: question, metric, goal, baseline, guardrails, owners'),
  life('data', 'what: dataset versions, contracts, profiles, features, diffs'),
  life('train', 'try: runs, trainers, pipelines, evaluation'),
  life('release', 'promise: models, gates, rules, the immutable release, aliases'),
  life('serve', 'act: deployments, traffic, the prediction log, feedback'),
  life('monitor', 'watch: windows, quality, drift, performance, findings, alerts'),
  life('loop', 'decide: policies, triggers, trials, rollouts, replay'),
  { name: 'platform', floor: 'assembly', holds: 'configuration, loading a project, joining the parts', mayImport: [...GROUND, ...MEANS, ...LIFE, 'sdk'] },
  { name: 'sdk', floor: 'door', holds: 'what users import: definitions and types, nothing that opens a file or a socket', mayImport: [...GROUND, 'work', ...LIFE, 'platform'] },
  { name: 'server', floor: 'door', holds: 'HTTP: operations, predictions, MLflow’s protocol, the page', mayImport: ['kernel', 'access', 'sdk', 'platform'] },
  { name: 'cli', floor: 'door', holds: 'argv to operation to text or JSON', mayImport: ['kernel', 'access', 'sdk', 'platform', 'server'] },
];

/** The table as ARCHITECTURE.md shows it; a whole floor is named by its name. */
export function printRooms(rooms: readonly Room[] = ROOMS): string {
  const floors: readonly [string, readonly string[]][] = [
    ['ground', GROUND],
    ['means', MEANS],
    ['life', LIFE],
  ];
  const sayImports = (names: readonly string[]): string => {
    const whole = floors.filter(([, all]) => all.every((name) => names.includes(name)));
    const single = names.filter((name) => !whole.some(([, all]) => all.includes(name)));
    return [...whole.map(([floor]) => `*${floor}*`), ...single].join(', ') || '—';
  };
  const lines = rooms.map((room) => `| \`${room.name}/\` | ${room.floor} | ${room.holds} | ${sayImports(room.mayImport)} |`);
  return ['| room | floor | holds | may import |', '|---|---|---|---|', ...lines].join('\n');
}
