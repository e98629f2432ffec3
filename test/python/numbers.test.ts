import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliveriesOf } from '../deliveries/world.ts';
import { writeDeliveries } from '../deliveries/write-deliveries.ts';
import { capstan, up } from '../journey/command-line.ts';
import { makeEnvironment, REPOSITORY } from './make-environment.ts';

// A regression of scikit-learn that no one exports to ONNX, from training to answers.

let project: string;
beforeAll(async () => {
  project = await writeDeliveries(`commandTrainer({ command: ['python', 'train.py', '{inputs.rows}'], requirements: 'requirements.txt' })`);
  cpSync(join(REPOSITORY, 'test/python/train_number.py'), join(project, 'train.py'));
  cpSync(join(REPOSITORY, 'examples/python-sklearn/requirements.txt'), join(project, 'requirements.txt'));
  symlinkSync(await makeEnvironment(join(project, 'requirements.txt')), join(project, '.venv'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

it('is measured by its errors, released, and answers its numbers', async () => {
  const said = await capstan(['run', '--since', '2001-01-01', '--until', '2001-02-01', '--release'], { cwd: project });
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/✓ goal: RMSE \d\.\d{4} min/);
  expect(said.out).toMatch(/✓ parity: .* rows score the same in a second process up to 0\n/);
  const release = JSON.parse((await capstan(['releases', 'r1', '--json'], { cwd: project })).out) as { mlflow: object };
  expect(release.mlflow).toMatchObject({ flavors: ['python_function', 'sklearn'], scores: 'predict of the flavor python_function', answers: 'number' });
  const server = await up(project);
  try {
    const [near, far] = [...deliveriesOf(32)].sort((a, b) => a.km - b.km).filter((_, i, all) => i === 0 || i === all.length - 1);
    const requests = [near!, far!].map(({ id, km, parcels, district }) => ({ unitKey: String(id), inputs: { km, parcels, district } }));
    const answer = await fetch(`${server.url}/v1/predict`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ requests }) });
    const { answers } = (await answer.json()) as { answers: { score: number; decision: string }[] };
    expect(answers.map((one) => one.decision)).toEqual(['answer', 'answer']);
    expect(answers[0]!.score).toBeLessThan(25);
    expect(answers[1]!.score).toBeGreaterThan(35);
  } finally {
    await server.stop();
  }
});
