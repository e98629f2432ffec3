// Logs batches to runs of a state folder, many at once, and says `logged RUN STEP` after each acknowledgement. Args: folder, how many writers, points a batch.
import { openMeans } from '../../../src/store/index.ts';
import { createTrackingRoom, trainMigrations } from '../../../src/train/index.ts';

const [folder, writers, points] = process.argv.slice(2) as [string, string, string];
const means = await openMeans({ project: 'p', folder, migrations: trainMigrations });
const room = createTrackingRoom(means);
console.log('ready');
await Promise.all(
  Array.from({ length: Number(writers) }, async () => {
    const run = (await room.runs.create({ experiment: 0 })).info.id;
    for (let step = 0; ; step++) {
      const metrics = Array.from({ length: Number(points) }, (_, i) => ({ key: `m${i % 4}`, value: i, step: step * Number(points) + i, at: step }));
      await room.runs.log(run, { metrics, params: [{ key: `p${step}`, value: `${step}` }] });
      console.log(`logged ${run} ${step}`);
    }
  }),
);
