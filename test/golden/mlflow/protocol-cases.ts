/** One request of a story that is told to a server, in order. `{{name}}` stands for what an earlier answer gave. */
export interface ProtocolCase {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/2.0/mlflow` of the prefix. */
  readonly path: string;
  /** @default '/api' */
  readonly prefix?: string;
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  /** @default 'application/json' where there is a body */
  readonly type?: string;
  /** What later requests use: a name, and where in the answer it is. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Why Capstan's answer holds more than MLflow's. */
  readonly more?: string;
  /** Why Capstan answers otherwise than MLflow, and how. */
  readonly differs?: { readonly why: string; readonly status: number; readonly error_code: string; readonly message?: string };
}

const post = (name: string, path: string, body: unknown, more: Partial<ProtocolCase> = {}): ProtocolCase => ({ name, method: 'POST', path, body, ...more });
const get = (name: string, path: string, more: Partial<ProtocolCase> = {}): ProtocolCase => ({ name, method: 'GET', path, ...more });

/** MLflow serves it under `/ajax-api` alone. */
const PAGES_ONLY = { prefix: '/ajax-api' };
const INVALID = { status: 400, error_code: 'INVALID_PARAMETER_VALUE' };
const TYPED = { ...INVALID, why: 'a member of a wrong type is refused by name, not taken for absent' };

const experiments: readonly ProtocolCase[] = [
  post('an experiment', '/experiments/create', { name: 'golden', tags: [{ key: 'team', value: 'red' }] }, { keep: { experiment: 'experiment_id' } }),
  post('another, double-encoded', '/experiments/create', JSON.stringify(JSON.stringify({ name: 'golden two' })), { keep: { other: 'experiment_id' } }),
  post('a stranger among its members', '/experiments/create', { name: 'golden three', stranger: { a: 1 } }),
  post('in the other spelling', '/experiments/create', { name: 'golden four', artifactLocation: 's3://bucket/x' }, { keep: { elsewhere: 'experiment_id' } }),
  get('kept elsewhere', '/experiments/get?experiment_id={{elsewhere}}'),
  post('a name that is taken', '/experiments/create', { name: 'golden' }),
  post('no name', '/experiments/create', {}),
  post('an empty name', '/experiments/create', { name: '' }),
  post('null for a name', '/experiments/create', { name: null }),
  post('a number for a name', '/experiments/create', { name: 5 }),
  post('an object for a name', '/experiments/create', { name: { b: 'é', a: [1.5, true, null] } }),
  post('a number for tags', '/experiments/create', { name: 'x', tags: 5 }),
  post('a key with a bad character', '/experiments/create', { name: 'x', tags: [{ key: 'a%b', value: '1' }] }),
  post('no body', '/experiments/create', '', { type: 'application/json' }),
  post('no JSON', '/experiments/create', '{"name":', { differs: { ...INVALID, why: 'a body that is not JSON is not an empty one' } }),
  post('a list', '/experiments/create', [1], { differs: { ...INVALID, why: 'MLflow fails with 500' } }),
  post('text', '/experiments/create', '{"name":"x"}', { type: 'text/plain' }),
  post('of a type with a charset', '/experiments/create', '{"name":"golden"}', { type: 'application/json; charset=utf-8' }),
  get('one that is there', '/experiments/get?experiment_id={{experiment}}'),
  get('none by a number', '/experiments/get?experiment_id=98765'),
  get('none by a word', '/experiments/get?experiment_id=word'),
  get('none at all', '/experiments/get'),
  get('by name', '/experiments/get-by-name?experiment_name=golden%20two'),
  get('by a name that is nobody’s', '/experiments/get-by-name?experiment_name=nobody'),
  get('by no name', '/experiments/get-by-name'),
  post('a search without a limit', '/experiments/search', {}),
  post('a search', '/experiments/search', { max_results: '2', order_by: ['name ASC'], filter: "name LIKE 'golden%'" }, { keep: { page: 'next_page_token' } }),
  post('its next page', '/experiments/search', { max_results: 5, order_by: ['name ASC'], filter: "name LIKE 'golden%'", page_token: '{{page}}' }),
  get('a search by query', '/experiments/search?max_results=1&view_type=ALL&order_by=name%20DESC'),
  get('a search by the number of a view', '/experiments/search?max_results=5&view_type=2'),
  post('a search for nothing', '/experiments/search', { max_results: 5, filter: "name = 'nobody'" }),
  post('too large a limit', '/experiments/search', { max_results: 50001 }),
  post('a word for a limit', '/experiments/search', { max_results: 'many' }),
  post('an unknown view', '/experiments/search', { max_results: 5, view_type: 'NOPE' }, { differs: TYPED }),
  post('a tag', '/experiments/set-experiment-tag', { experiment_id: '{{experiment}}', key: 'k', value: 'v' }),
  post('a tag without a value', '/experiments/set-experiment-tag', { experiment_id: '{{experiment}}', key: 'empty' }),
  post('a tag without a key', '/experiments/set-experiment-tag', { experiment_id: '{{experiment}}', value: 'v' }),
  post('one tag less', '/experiments/delete-experiment-tag', { experiment_id: '{{experiment}}', key: 'k' }),
  post('a tag that is not there', '/experiments/delete-experiment-tag', { experiment_id: '{{experiment}}', key: 'k' }),
  post('a new name', '/experiments/update', { experiment_id: '{{other}}', new_name: 'golden renamed' }),
  post('no new name', '/experiments/update', { experiment_id: '{{other}}' }),
  post('deleted', '/experiments/delete', { experiment_id: '{{other}}' }),
  post('deleted twice', '/experiments/delete', { experiment_id: '{{other}}' }),
  post('renamed when deleted', '/experiments/update', { experiment_id: '{{other}}', new_name: 'x' }, {
    differs: { status: 400, error_code: 'INVALID_STATE', why: 'clients would repeat a 500', message: 'Cannot rename a non-active experiment.' },
  }),
  post('a run of a deleted one', '/runs/create', { experiment_id: '{{other}}' }),
  get('a deleted one', '/experiments/get?experiment_id={{other}}'),
  post('restored', '/experiments/restore', { experiment_id: '{{other}}' }),
  post('restored twice', '/experiments/restore', { experiment_id: '{{other}}' }),
];

const runs: readonly ProtocolCase[] = [
  post('a run', '/runs/create', { experiment_id: '{{experiment}}', user_id: 'ann', start_time: '1234', run_name: 'one', tags: [{ key: 'a', value: 'b' }] }, { keep: { run: 'run.info.run_id' } }),
  post('a run with nothing', '/runs/create', { experiment_id: '{{experiment}}' }, { keep: { bare: 'run.info.run_id' } }),
  post('a run that is asked for nonsense', '/runs/create', { experiment_id: '{{elsewhere}}' }, { keep: { spoilt: 'run.info.run_id' } }),
  post('a run of no experiment', '/runs/create', { experiment_id: '98765' }),
  post('two names', '/runs/create', { experiment_id: '{{experiment}}', run_name: 'a', tags: [{ key: 'mlflow.runName', value: 'b' }] }),
  post('a number for its experiment', '/runs/create', { experiment_id: 1 }),
  get('the run', '/runs/get?run_id={{run}}'),
  get('the run by its old name', '/runs/get?run_uuid={{run}}'),
  get('no run', '/runs/get?run_id=00000000000000000000000000000000'),
  get('a run without an id', '/runs/get'),
  post('a metric', '/runs/log-metric', { run_id: '{{run}}', key: 'm', value: 0.1, timestamp: 10, step: 1 }),
  post('a metric by the old name', '/runs/log-metric', { run_uuid: '{{run}}', key: 'm', value: '0.25', timestamp: '20', step: '2' }),
  post('NaN', '/runs/log-metric', { run_id: '{{run}}', key: 'nan', value: 'NaN', timestamp: 1 }),
  post('infinity', '/runs/log-metric', { run_id: '{{run}}', key: 'inf', value: '-Infinity', timestamp: 1 }),
  post('truth for a value', '/runs/log-metric', { run_id: '{{run}}', key: 'truth', value: true, timestamp: 1 }),
  post('a word for a value', '/runs/log-metric', { run_id: '{{run}}', key: 'm', value: 'abc', timestamp: 1 }),
  post('no value', '/runs/log-metric', { run_id: '{{run}}', key: 'm', timestamp: 1 }),
  post('no timestamp', '/runs/log-metric', { run_id: '{{run}}', key: 'm', value: 1 }),
  post('a broken timestamp', '/runs/log-metric', { run_id: '{{spoilt}}', key: 'broken', value: 1, timestamp: 1.5 }, { differs: TYPED }),
  post('a timestamp before 1970', '/runs/log-metric', { run_id: '{{run}}', key: 'm', value: 1e22, timestamp: -1 }),
  post('a key that is another path', '/runs/log-metric', { run_id: '{{run}}', key: 'a/../m', value: 1, timestamp: 1 }),
  post('a key that is too long', '/runs/log-metric', { run_id: '{{run}}', key: 'k'.repeat(251), value: 1, timestamp: 1 }),
  post('a metric of no run', '/runs/log-metric', { run_id: 'nobody', key: 'm', value: 1, timestamp: 1 }),
  post('a param', '/runs/log-parameter', { run_id: '{{run}}', key: 'p', value: 'x' }),
  post('the same param', '/runs/log-parameter', { run_id: '{{run}}', key: 'p', value: 'x' }),
  post('another value', '/runs/log-parameter', { run_id: '{{run}}', key: 'p', value: "it's" }),
  post('a number for a value of a param', '/runs/log-parameter', { run_id: '{{spoilt}}', key: 'q', value: 5 }),
  post('a key with a bad character', '/runs/log-parameter', { run_id: '{{run}}', key: 'a?b', value: 'x' }),
  post('a tag', '/runs/set-tag', { run_id: '{{run}}', key: 't', value: 'x' }),
  post('a tag without a value', '/runs/set-tag', { run_id: '{{run}}', key: 'none' }),
  post('a tag whose key is a folder', '/runs/set-tag', { run_id: '{{run}}', key: 'a/', value: 'x' }),
  post('one tag less', '/runs/delete-tag', { run_id: '{{run}}', key: 't' }),
  post('a tag that is not there', '/runs/delete-tag', { run_id: '{{run}}', key: 't' }),
  post('a batch', '/runs/log-batch', {
    run_id: '{{run}}',
    metrics: [
      { key: 'b', value: 1.5, timestamp: 1, step: 0 },
      { key: 'b', value: 'Infinity', timestamp: 2, step: 3 },
      { key: 'm', value: 7, timestamp: 5, step: 2 },
    ],
    params: [{ key: 'bp', value: '1' }, { key: 'empty' }],
    tags: [{ key: 'bt', value: '1' }],
  }),
  post('an empty batch', '/runs/log-batch', { run_id: '{{run}}' }),
  post('a batch of nothing', '/runs/log-batch', { run_id: '{{run}}', metrics: [], params: [], tags: [] }),
  post('a metric without a timestamp in a batch', '/runs/log-batch', { run_id: '{{run}}', metrics: [{ key: 'a', value: 1, timestamp: 1 }, { key: 'a', value: 1 }] }),
  post('a metric without a key in a batch', '/runs/log-batch', { run_id: '{{run}}', metrics: [{ value: 1, timestamp: 1 }] }),
  post('a param without a key in a batch', '/runs/log-batch', { run_id: '{{run}}', params: [{ value: '1' }] }),
  post('a tag without a key in a batch', '/runs/log-batch', { run_id: '{{run}}', tags: [{ value: '1' }] }),
  post('a number for the metrics of a batch', '/runs/log-batch', { run_id: '{{run}}', metrics: 5 }),
  post('a word for a value in a batch', '/runs/log-batch', { run_id: '{{spoilt}}', metrics: [{ key: 'w', value: 'q', timestamp: 1 }] }, { differs: TYPED }),
  post('a bad key in a batch', '/runs/log-batch', { run_id: '{{run}}', metrics: [{ key: 'a//b', value: 1, timestamp: 1 }] }),
  post('a changed param in a batch', '/runs/log-batch', { run_id: '{{run}}', params: [{ key: 'p', value: 'y' }, { key: 'bp', value: '1' }] }),
  post('a param twice in a batch', '/runs/log-batch', { run_id: '{{run}}', params: [{ key: 'd', value: 'y' }, { key: 'd', value: 'z' }] }),
  post('101 params', '/runs/log-batch', { run_id: '{{run}}', params: Array.from({ length: 101 }, (_, i) => ({ key: `n${i}`, value: '1' })) }),
  post('1001 metrics', '/runs/log-batch', { run_id: '{{run}}', metrics: Array.from({ length: 1001 }, (_, i) => ({ key: 'n', value: 1, timestamp: i })) }),
  post('1001 of all', '/runs/log-batch', {
    run_id: '{{run}}',
    metrics: Array.from({ length: 1000 }, (_, i) => ({ key: 'n', value: 1, timestamp: i })),
    tags: [{ key: 'n', value: '1' }],
  }),
  post('a batch of no run', '/runs/log-batch', { run_id: 'nobody', params: [{ key: 'a', value: '1' }] }),
  post('a batch without a run', '/runs/log-batch', { params: [{ key: 'a', value: '1' }] }),
  post('inputs', '/runs/log-inputs', {
    run_id: '{{run}}',
    datasets: [{ tags: [{ key: 'mlflow.data.context', value: 'training' }], dataset: { name: 'd', digest: '1', source_type: 's', source: '{}', schema: '{}' } }],
  }),
  post('which datasets there are', '/experiments/search-datasets', { experiment_ids: ['{{experiment}}'] }, PAGES_ONLY),
  post('which datasets of nothing', '/experiments/search-datasets', {}, PAGES_ONLY),
  post('which datasets of too many', '/experiments/search-datasets', { experiment_ids: Array.from({ length: 21 }, () => '0') }, PAGES_ONLY),
  post('a model of MLflow 2', '/runs/log-model', {
    run_id: '{{run}}',
    model_json: JSON.stringify({ run_id: 'r', artifact_path: 'model', utc_time_created: 't', flavors: { a: { config: 1, b: 2 } }, model_uuid: 'u' }),
  }),
  post('half a model', '/runs/log-model', { run_id: '{{run}}', model_json: '{"run_id": "r", "artifact_path": "m", "flavors": {}}' }),
  post('no JSON for a model', '/runs/log-model', { run_id: '{{run}}', model_json: '{' }),
  get('all of that', '/runs/get?run_id={{run}}'),
  get('its history', '/metrics/get-history?run_id={{run}}&metric_key=m'),
  get('a page of its history', '/metrics/get-history?run_id={{run}}&metric_key=m&max_results=2', { keep: { points: 'next_page_token' } }),
  get('the next page', '/metrics/get-history?run_id={{run}}&metric_key=m&max_results=2&page_token={{points}}'),
  get('a page of nothing', '/metrics/get-history?run_id={{run}}&metric_key=m&max_results=0'),
  get('the history of nothing', '/metrics/get-history?run_id={{run}}&metric_key=nothing'),
  get('a history without a key', '/metrics/get-history?run_id={{run}}'),
  get('histories', '/metrics/get-history-bulk-interval?run_ids={{run}}&run_ids={{bare}}&metric_key=m&max_results=2'),
  get('histories between steps', '/metrics/get-history-bulk-interval?run_ids={{run}}&metric_key=m&start_step=2&end_step=2'),
  get('histories from a step', '/metrics/get-history-bulk-interval?run_ids={{run}}&metric_key=m&start_step=2'),
  get('histories backwards', '/metrics/get-history-bulk-interval?run_ids={{run}}&metric_key=m&start_step=2&end_step=1'),
  get('too many points', '/metrics/get-history-bulk-interval?run_ids={{run}}&metric_key=m&max_results=2501'),
  get('histories of nobody', '/metrics/get-history-bulk-interval?metric_key=m'),
  post('ended', '/runs/update', { run_id: '{{run}}', status: 'FINISHED', end_time: 5678 }),
  post('ended by number', '/runs/update', { run_id: '{{bare}}', status: 4, run_name: 'renamed' }),
  post('ended as nobody knows', '/runs/update', { run_id: '{{spoilt}}', status: 'DONE' }, { differs: TYPED }),
  post('a search', '/runs/search', { experiment_ids: ['{{experiment}}'], order_by: ['attributes.run_name'], max_results: 1 }, { keep: { runs: 'next_page_token' } }),
  post('its next page', '/runs/search', { experiment_ids: ['{{experiment}}'], order_by: ['attributes.run_name'], max_results: 1, page_token: '{{runs}}' }),
  post('a search of nothing', '/runs/search', {}),
  post('a search of a word', '/runs/search', { experiment_ids: ['word'] }),
  post('too many results', '/runs/search', { experiment_ids: ['0'], max_results: 50001 }),
  post('no results', '/runs/search', { experiment_ids: ['0'], max_results: 0 }),
  post('a word for a list', '/runs/search', { experiment_ids: '0' }),
  post('deleted', '/runs/delete', { run_id: '{{bare}}' }),
  post('a metric of a deleted run', '/runs/log-metric', { run_id: '{{bare}}', key: 'm', value: 1, timestamp: 1 }),
  post('a batch of a deleted run', '/runs/log-batch', { run_id: '{{bare}}', params: [{ key: 'm', value: '1' }] }),
  post('a search of the deleted', '/runs/search', { experiment_ids: ['{{experiment}}'], run_view_type: 'DELETED_ONLY' }),
  post('restored', '/runs/restore', { run_id: '{{bare}}' }),
];

const loggedModels: readonly ProtocolCase[] = [
  post('a logged model', '/logged-models', { experiment_id: '{{experiment}}', name: 'lm', model_type: 't', source_run_id: '{{run}}', params: [{ key: 'p', value: '1' }], tags: [{ key: 't', value: '1' }] }, {
    keep: { model: 'model.info.model_id' },
  }),
  post('a bad name', '/logged-models', { experiment_id: '{{experiment}}', name: 'a/b' }),
  post('of no experiment', '/logged-models', { experiment_id: '98765' }),
  post('more params', '/logged-models/{{model}}/params', { model_id: '{{model}}', params: [{ key: 'p2', value: '2' }] }),
  { name: 'ready', method: 'PATCH', path: '/logged-models/{{model}}', body: { model_id: '{{model}}', status: 'LOGGED_MODEL_READY' } },
  { name: 'tags', method: 'PATCH', path: '/logged-models/{{model}}/tags', body: { tags: [{ key: 'x', value: 'y' }] } },
  { name: 'one tag less', method: 'DELETE', path: '/logged-models/{{model}}/tags/x' },
  { name: 'a tag that is not there', method: 'DELETE', path: '/logged-models/{{model}}/tags/x' },
  post('a metric of it', '/runs/log-metric', { run_id: '{{run}}', key: 'mm', value: 2, timestamp: 3, step: 4, model_id: '{{model}}', dataset_name: 'd', dataset_digest: '1' }),
  post('an output of its run', '/runs/outputs', { run_id: '{{run}}', models: [{ model_id: '{{model}}', step: 4 }] }),
  get('all of that', '/logged-models/{{model}}'),
  get('none', '/logged-models/m-00000000000000000000000000000000'),
  post('a search', '/logged-models/search', { experiment_ids: ['{{experiment}}'], filter: "name = 'lm'" }),
  post('a search of nothing', '/logged-models/search', { experiment_ids: ['98765'] }),
  post('a search of a dataset without a name', '/logged-models/search', { experiment_ids: ['{{experiment}}'], datasets: [{ dataset_digest: '1' }] }),
  { name: 'deleted', method: 'DELETE', path: '/logged-models/{{model}}' },
  get('a deleted one', '/logged-models/{{model}}'),
  get('a deleted one that is asked for', '/logged-models/{{model}}?allow_deleted=true'),
];

const named = { name: 'golden model' };
const ALIASES = { more: 'versions in lists have their aliases too' };
const remove = (name: string, path: string, body: unknown): ProtocolCase => ({ name, method: 'DELETE', path, body });

const registry: readonly ProtocolCase[] = [
  post('a model', '/registered-models/create', { ...named, tags: [{ key: 't', value: '1' }], description: 'of the story' }),
  post('a name that is taken', '/registered-models/create', named),
  post('no name', '/registered-models/create', {}),
  post('a name with a slash', '/registered-models/create', { name: 'a/b' }),
  post('a version', '/model-versions/create', { ...named, source: 'mlflow-artifacts:/{{experiment}}/{{run}}/artifacts/model', run_id: '{{run}}', tags: [{ key: 'v', value: '1' }] }),
  post('another version', '/model-versions/create', { ...named, source: 'runs:/{{run}}/model', run_id: '{{run}}', description: 'two' }),
  post('a version without a source', '/model-versions/create', named),
  post('a version of no model', '/model-versions/create', { name: 'nobody', source: 'runs:/{{run}}/model', run_id: '{{run}}' }),
  post('a version of a file of the server', '/model-versions/create', { ...named, source: '/etc/passwd', run_id: '{{run}}' }),
  post('a version of another run', '/model-versions/create', { ...named, source: 'mlflow-artifacts:/{{experiment}}/{{bare}}/artifacts/model', run_id: '{{run}}' }),
  get('the model', '/registered-models/get?name=golden%20model'),
  get('no model', '/registered-models/get?name=nobody'),
  get('a model without a name', '/registered-models/get'),
  get('the first version', '/model-versions/get?name=golden%20model&version=1'),
  get('a version that is not there', '/model-versions/get?name=golden%20model&version=9'),
  get('a version by a word', '/model-versions/get?name=golden%20model&version=word'),
  get('where it is', '/model-versions/get-download-uri?name=golden%20model&version=1'),
  { name: 'described', method: 'PATCH', path: '/registered-models/update', body: { ...named, description: 'better' } },
  { name: 'a version described', method: 'PATCH', path: '/model-versions/update', body: { ...named, version: '1', description: 'one' } },
  post('a tag', '/registered-models/set-tag', { ...named, key: 'k', value: 'v' }),
  remove('one tag less', '/registered-models/delete-tag', { ...named, key: 'k' }),
  post('a tag of a version', '/model-versions/set-tag', { ...named, version: '1', key: 'k', value: 'v' }),
  remove('one tag of a version less', '/model-versions/delete-tag', { ...named, version: '1', key: 'k' }),
  post('an alias', '/registered-models/alias', { ...named, alias: 'best', version: '1' }),
  post('an alias that is moved', '/registered-models/alias', { ...named, alias: 'best', version: '2' }),
  post('an alias of no version', '/registered-models/alias', { ...named, alias: 'best', version: '9' }),
  post('the alias latest', '/registered-models/alias', { ...named, alias: 'Latest', version: '1' }),
  post('an alias like a version', '/registered-models/alias', { ...named, alias: 'v2', version: '1' }),
  get('by alias', '/registered-models/alias?name=golden%20model&alias=best'),
  get('by no alias', '/registered-models/alias?name=golden%20model&alias=nobody'),
  get('by the newest', '/registered-models/alias?name=golden%20model&alias=latest'),
  post('to a stage', '/model-versions/transition-stage', { ...named, version: '1', stage: 'production', archive_existing_versions: false }),
  post('to no stage', '/model-versions/transition-stage', { ...named, version: '1', stage: 'nowhere' }),
  post('the newest of each stage', '/registered-models/get-latest-versions', named),
  get('the newest of one stage', '/registered-models/get-latest-versions?name=golden%20model&stages=Production'),
  get('a search of models', '/registered-models/search?filter=name%20LIKE%20%27golden%25%27&max_results=1', ALIASES),
  get('too many models', '/registered-models/search?max_results=1001', { differs: { ...INVALID, why: 'the words of MLflow’s store say what is allowed' } }),
  get('a search of versions', '/model-versions/search?filter=name%3D%27golden%20model%27&order_by=version_number%20ASC', ALIASES),
  get('a search that is no search', '/model-versions/search?filter=nonsense', { differs: { ...INVALID, why: 'it is said what may stand there' } }),
  post('a new name', '/registered-models/rename', { ...named, new_name: 'golden renamed' }, ALIASES),
  get('by its new name', '/registered-models/alias?name=golden%20renamed&alias=best'),
  post('no new name', '/registered-models/rename', { name: 'golden renamed' }),
  remove('a version less', '/model-versions/delete', { name: 'golden renamed', version: '2' }),
  remove('a version less again', '/model-versions/delete', { name: 'golden renamed', version: '2' }),
  get('what its alias was', '/registered-models/alias?name=golden%20renamed&alias=best'),
  remove('no model', '/registered-models/delete', { name: 'golden renamed' }),
  remove('no model again', '/registered-models/delete', { name: 'golden renamed' }),
];

/** The story by chapter. */
export const PROTOCOL_CASES: Readonly<Record<string, readonly ProtocolCase[]>> = { experiments, runs, 'logged models': loggedModels, registry };
