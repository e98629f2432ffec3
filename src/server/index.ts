export { type RunningServer, type ServerOptions, startServer } from './start-server.ts';
export { serverErrors } from './server.errors.ts';
