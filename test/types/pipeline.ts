// What the editor must show red while a pipeline is written. Checked by `tsc`: an expected error that is not there is an error itself.
import { commandStep, defineStep, pipeline, step, stepsFrom } from '../../src/work/definition.ts';

const prepare = defineStep({
  inputs: ['raw'],
  outputs: ['rows', 'report'],
  run({ inputs, outputs, params, metric }) {
    const first: string | undefined = inputs.raw[0];
    const path: string = outputs.rows;
    metric('rows', 3, 1);
    // @ts-expect-error a misspelt input
    void inputs.rwa;
    // @ts-expect-error a misspelt output
    void outputs.row;
    // @ts-expect-error a parameter may be anything that JSON can say: look before use
    void params['trees'].toFixed();
    void [first, path];
  },
});
const generate = defineStep({
  outputs: ['rows'],
  run({ inputs }) {
    // @ts-expect-error it has no inputs
    void inputs.raw;
  },
});
const train = defineStep({ inputs: ['rows', 'config'], outputs: ['model'], run: () => undefined });

const steps = stepsFrom('./steps.ts', { prepare, generate, train, other: 3, helper: () => 1 });
// @ts-expect-error not a step
void steps.other;
// @ts-expect-error not a step either
void steps.helper;
// @ts-expect-error not exported
void steps.prepar;

const prepared = step('prepare', steps.prepare, { inputs: { raw: { file: 'raw.csv' } }, params: { depth: 3 } });
const generated = step('generate', steps.generate, {});
const trained = step('train', steps.train, { inputs: { rows: prepared.output('rows'), config: { blobs: [] } } });
// @ts-expect-error an output that the step does not have
prepared.output('row');
// @ts-expect-error an input is missing
step('train', steps.train, { inputs: { rows: prepared.output('rows') } });
// @ts-expect-error a misspelt input
step('train', steps.train, { inputs: { rows: prepared.output('rows'), confg: { file: 'c.json' } } });
// @ts-expect-error inputs are needed
step('train', steps.train, {});
// @ts-expect-error it has no inputs
step('generate', steps.generate, { inputs: { rows: prepared.output('rows') } });
// @ts-expect-error a parameter that JSON cannot say
step('generate', steps.generate, { params: { when: new Date() } });

const fitted = commandStep('fit', { command: ['python3', 'fit.py', '{inputs.rows}', '{outputs.model}'], inputs: { rows: prepared.output('rows') }, outputs: ['model'] });
// @ts-expect-error an output that the command does not have
fitted.output('modle');

export const made = pipeline('all', [prepared, generated, trained, fitted]);
