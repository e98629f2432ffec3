// Removes for good what is deleted in a state folder, and says how it ended. Args: folder, and after how many ms it is to be killed: by itself,
// so that it dies in the middle of its work however much else the machine does.
import { openMeans } from '../../../src/store/index.ts';
import { createArtifactRoom, trainMigrations } from '../../../src/train/index.ts';

const means = await openMeans({ project: 'p', folder: process.argv[2]!, migrations: trainMigrations });
setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(process.argv[3])).unref();
const report = await createArtifactRoom(means).collectGarbage({ olderThan: 0, actor: 'child' });
console.log(`ended ${report.keptCount}`);
await means.close();
