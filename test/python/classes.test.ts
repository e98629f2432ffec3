import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capstan, up } from '../journey/command-line.ts';
import { DESKS } from '../messages/world.ts';
import { writeMessages } from '../messages/write-messages.ts';
import { makeEnvironment, REPOSITORY } from './make-environment.ts';

// A classifier of scikit-learn that no one exports to ONNX, from training to the probability of each class.

let project: string;
beforeAll(async () => {
  project = await writeMessages(`commandTrainer({ command: ['python', 'train.py', '{inputs.rows}'], requirements: 'requirements.txt' })`);
  cpSync(join(REPOSITORY, 'test/python/train_class.py'), join(project, 'train.py'));
  cpSync(join(REPOSITORY, 'examples/python-sklearn/requirements.txt'), join(project, 'requirements.txt'));
  symlinkSync(await makeEnvironment(join(project, 'requirements.txt')), join(project, '.venv'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

it('is measured by its classes, released, and answers the probability of each', async () => {
  const said = await capstan(['run', '--since', '2001-01-01', '--until', '2001-02-01', '--release'], { cwd: project });
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toMatch(/✓ goal: Accuracy 0\.\d{4}/);
  expect(said.out).toMatch(/✓ parity: .* rows score the same in a second process up to 0\n/);
  const release = JSON.parse((await capstan(['releases', 'r1', '--json'], { cwd: project })).out) as { mlflow: object };
  expect(release.mlflow).toMatchObject({ flavors: ['python_function', 'sklearn'], scores: 'predict_proba of Pipeline, by class', answers: 'classes' });
  const server = await up(project);
  try {
    const requests = [
      { unitKey: '1', inputs: { words: 10, amount: 490, photos: 0, channel: 'mail' } },
      { unitKey: '2', inputs: { words: 10, amount: 1, photos: 3, channel: 'form' } },
    ];
    const answer = await fetch(`${server.url}/v1/predict`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ requests }) });
    const { answers } = (await answer.json()) as { answers: { predicted: string; score: number; probabilities: Record<string, number> }[] };
    expect(answers.map((one) => one.predicted)).toEqual(['billing', 'returns']);
    for (const { predicted, score, probabilities } of answers) {
      expect(Object.keys(probabilities)).toEqual(DESKS);
      expect(probabilities[predicted]).toBe(score);
      expect(Object.values(probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
    }
  } finally {
    await server.stop();
  }
});
