import { randomUUID, createHash } from 'node:crypto';
import { linkSync, lstatSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { temporaryPathIn } from '../manifests/replace-file';
import { InvalidInput } from '../model/invalid-input';
import { pause } from '../model/pause';

/** What stands in an output folder while somebody writes to it. */
export const LOCK_FILE = '.netpol-lock';

/** How long to wait for somebody else: writing takes a moment. */
const PATIENCE_MS = 10_000;
/** When a lock counts as forgotten whose holder cannot be asked for: it runs on another machine, or is not named. */
const FORGOTTEN_MS = 10 * 60_000;

/** Who holds a lock, as it is written into it. */
interface Holder {
  readonly process: number;
  /** When the process started, in the units of its system: numbers of processes are used again. */
  readonly started?: string;
  readonly host: string;
  /** Which processes its number is one among: containers count from 1. */
  readonly processes?: string;
  readonly since: string;
  readonly id: string;
}

/**
 * Does work while nobody else does such work in the folder.
 *
 * @throws InvalidInput that names the holder, if somebody else does not finish
 */
export function whileLocked<T>(folder: string, work: () => T): T {
  const lock = join(folder, LOCK_FILE);
  const own = JSON.stringify(ownRecord());
  acquire(folder, lock, own);
  try {
    return work();
  } finally {
    // One that was taken for forgotten may have a new holder.
    if (textOf(lock) === own) rmSync(lock, { force: true });
  }
}

function acquire(folder: string, lock: string, own: string): void {
  const deadline = Date.now() + PATIENCE_MS;
  while (!create(lock, own)) {
    const held = textOf(lock);
    if (held !== undefined && isForgotten(lock, held)) remove(lock, held, own);
    else if (Date.now() > deadline) refuse(folder, lock, held);
    else pause();
  }
}

/** Makes a file with its whole text, unless there is one. */
function create(file: string, text: string): boolean {
  const temporary = temporaryPathIn(dirname(file));
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    linkSync(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever holds the lock clears temporary files away.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(code ?? '')) throw error;
    return createWithoutLinks(file, text);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Where the file system has no links. Killed in between, it leaves a text that is none and counts as forgotten later. */
function createWithoutLinks(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a forgotten lock, and never the one of somebody who was faster: only who holds the claim to this very lock may
 * remove it.
 */
function remove(lock: string, held: string, own: string): void {
  const claim = `${lock}.${createHash('sha256').update(held).digest('hex').slice(0, 16)}`;
  if (create(claim, own)) {
    if (textOf(lock) === held) rmSync(lock, { force: true });
    rmSync(claim, { force: true });
    return;
  }
  const claimed = textOf(claim);
  if (claimed !== undefined && isForgotten(claim, claimed)) rmSync(claim, { force: true });
  else pause();
}

function isForgotten(file: string, text: string): boolean {
  const holder = parse(text);
  const here = ownRecord();
  if (holder && holder.host === here.host && holder.processes === here.processes) return !isRunning(holder);
  const written = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return written !== undefined && Date.now() - written > FORGOTTEN_MS;
}

function isRunning({ process: pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const since = startOf(pid);
  return started === undefined || since === undefined || started === since;
}

function refuse(folder: string, lock: string, held: string | undefined): never {
  const holder = held === undefined ? undefined : parse(held);
  const who = holder ? `process ${holder.process} on ${holder.host}, since ${holder.since}` : 'somebody unknown';
  throw new InvalidInput(
    `Another synth is writing to the output folder ${JSON.stringify(folder)}: ${who}.`,
    `Wait until it is done, or give each program a folder of its own. If there is no such process, remove ${lock}.`,
  );
}

function ownRecord(): Holder {
  return {
    process: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    processes: ifReadable(() => readlinkSync('/proc/self/ns/pid')),
    since: new Date().toISOString(),
    id: randomUUID(),
  };
}

/** When a process started, where the system says so: the 22nd field, behind a name that may hold anything. */
function startOf(pid: number): string | undefined {
  const stat = ifReadable(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function parse(text: string): Holder | undefined {
  const holder = ifReadable(() => JSON.parse(text) as Partial<Holder> | null);
  const isHolder = Number.isSafeInteger(holder?.process) && holder!.process! > 0 && typeof holder!.host === 'string';
  return isHolder ? (holder as Holder) : undefined;
}

function textOf(file: string): string | undefined {
  return ifReadable(() => readFileSync(file, 'utf8'));
}

function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
