// node writer-process.cjs FOLDER FILES.json [STEP]: writes the files to the folder as synth does. With STEP the process
// kills itself at that change to the file system, half way through if it writes; without, it prints how many there are.
// With SLOW it takes a moment before each change, so that another writer gets in between; with STOP_AT it says so at
// that change and waits for ever.
const fs = require('node:fs');

const [folder, files, lastStep = Infinity] = process.argv.slice(2);
let step = 0;

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

for (const method of ['writeFileSync', 'linkSync', 'renameSync', 'rmSync', 'rmdirSync', 'mkdirSync']) {
  const original = fs[method];
  fs[method] = (path, ...rest) => {
    if (process.env.SLOW) pause(1 + Math.random() * 3);
    if (String(step) === process.env.STOP_AT) {
      fs.writeSync(1, 'stopped\n');
      pause(Infinity);
    }
    if (step++ === Number(lastStep)) {
      if (method === 'writeFileSync') original(path, rest[0].slice(0, rest[0].length / 2));
      process.kill(process.pid, 'SIGKILL');
    }
    return original(path, ...rest);
  };
}

const { writeFolder } = require('../../lib/gitops/write-folder');
// To root, nothing is read-only.
if (process.env.AS_NOBODY) process.setuid(65534);
writeFolder(folder, new Map(Object.entries(JSON.parse(fs.readFileSync(files, 'utf8')))), 'overwrite');
console.log(step);
