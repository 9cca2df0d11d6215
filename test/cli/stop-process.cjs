// node stop-process.cjs SIGNAL ARGUMENT…: runs the command line, and sends the signal to itself between writing a file
// and putting it in its place.
const fs = require('node:fs');

const [signal, ...argv] = process.argv.slice(2);
const original = fs.renameSync;
fs.renameSync = (...paths) => {
  process.kill(process.pid, signal);
  return original(...paths);
};
require('../../lib/cli/main').run(argv);
