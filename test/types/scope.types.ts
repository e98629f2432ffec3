// What the editor must show red while a scope is written. Checked by `tsc`: an expected error that is not there is an error itself.
import type { Scope } from '../../src/sdk/index.ts';

const rest = { question: 'How long?', baseline: { rateBy: ['hour'] }, guardrails: [], owners: {} };
const decisions = { act: ['call'], missed: 1, needless: 0.25 };

const binary: Scope = { ...rest, metric: { name: 'auc', goal: 0.7 }, cost: decisions };
const number: Scope = { ...rest, metric: { name: 'mae', goal: 7, unit: 'min' }, cost: { limit: 30, grows: 'squared' } };
// @ts-expect-error an error has a limit, not decisions
const mixed: Scope = { ...rest, metric: { name: 'rmse', goal: 7 }, cost: decisions };
// @ts-expect-error decisions have costs, not a limit
const other: Scope = { ...rest, metric: { name: 'auc', goal: 0.7 }, cost: { limit: 30 } };
// @ts-expect-error no metric that a scope can ask for
const unknown: Scope = { ...rest, metric: { name: 'logLoss', goal: 7 }, cost: { limit: 30 } };
void [binary, number, mixed, other, unknown];
