// Becomes the server of a state folder and stays, or says why it may not. Args: folder.
import { lockServer, openFolder } from '../../../src/store/index.ts';

const folder = await openFolder(process.argv[2]!);
try {
  const lock = await lockServer(folder);
  console.log(`holding ${process.pid}`);
  process.stdin.once('data', () => void lock.release().then(() => process.exit(0)));
} catch (error) {
  const { code, message, remedy } = error as { code: string; message: string; remedy: string };
  console.log(`refused ${code} ${message} | ${remedy}`);
}
