// Loaded before everything else: tells how much CPU the process used, startup included. Milliseconds, on file descriptor 3.
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String((user + system) / 1000));
});
