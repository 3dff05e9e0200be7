import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { ContractError } from '@thalweg/tensor';
import { Chance } from '../fuzz/chance.ts';
import { writeProgress } from '../fuzz/progress.ts';
import type { Door, OpenDoor } from './doors/door.ts';

/** The inputs that a process is to take. */
export interface Job {
  readonly door: string;
  readonly seed: number;
  /** The processor time that an input may take. */
  readonly seconds: number;
  /** Files that are taken in place of inputs that are drawn. */
  readonly files: readonly string[] | undefined;
  readonly from: number;
  readonly to: number;
  /** The file that holds the index of the input that is being taken. */
  readonly progress: string;
}

/** An input that came to something else than a result or an error of ours. */
export interface Finding {
  readonly index: number;
  readonly what: string;
}

/** What came of some inputs. */
export interface Report {
  readonly next: number;
  readonly taken: number;
  readonly refused: number;
  readonly found: readonly Finding[];
}

const MIB = 2 ** 20;

/** Inputs between two reports. */
const BATCH = 250;

/** What the engine says where a check of ours is missing. */
const foreign =
  /Cannot |is not a function|not iterable|is not defined|Invalid (typed array|array|string) length|Maximum call|allocation failed/;

/** Takes the inputs that the parent process asks for, one after another, and reports. */
export function serve(doors: Readonly<Record<string, OpenDoor>>): void {
  process.on('message', (job: Job) => {
    run(job, doors[job.door]!).catch((error: unknown) => {
      process.send!({
        next: job.from,
        taken: 0,
        refused: 0,
        found: [{ index: -1, what: shown(error) }],
      } satisfies Report);
      process.exit(1);
    });
  });
}

async function run(job: Job, open: OpenDoor): Promise<void> {
  const file = openSync(job.progress, 'r+');
  const clock = new Int32Array(new SharedArrayBuffer(4));
  endHangs(clock, job.seconds);
  const door = await open();
  const unseen: Finding[] = [];
  const late = (error: unknown): void => void unseen.push({ index: clock[0]! - 1, what: `nobody could catch ${shown(error)}` });
  process.on('uncaughtException', late).on('unhandledRejection', late);
  const collect = collector();
  const base = process.memoryUsage.rss();
  let report = { next: job.from, taken: 0, refused: 0, found: [] as Finding[] };
  process.send!(report);
  for (let index = job.from; index < job.to; index++) {
    writeProgress(file, index, '');
    const what = await take(door, job.files === undefined ? door.draw(new Chance(job.seed, index)) : inputIn(job.files[index]!), { base, collect, clock, index, seconds: job.seconds });
    if (what === 'taken' || what === 'refused') report[what]++;
    else report.found.push({ index, what });
    report.found.push(...unseen.splice(0));
    report.next = index + 1;
    if (report.next % BATCH !== 0 && report.next !== job.to) continue;
    process.send!(report);
    report = { next: report.next, taken: 0, refused: 0, found: [] };
  }
  process.disconnect();
} // prettier-ignore

function inputIn(path: string): unknown {
  const bytes = new Uint8Array(readFileSync(path));
  return path.endsWith('.message') ? JSON.parse(new TextDecoder().decode(bytes)) : bytes;
}

/** The process before an input. */
interface Before {
  readonly base: number;
  readonly collect: () => void;
  readonly clock: Int32Array;
  readonly index: number;
  readonly seconds: number;
}

/** Returns `taken`, `refused`, or what is wrong. */
async function take(door: Door, input: unknown, { base, collect, clock, index, seconds }: Before): Promise<string> {
  const size = sizeOf(input);
  collect();
  const peak = newPeak();
  const began = process.cpuUsage();
  clock[0] = index + 1;
  let outcome = 'taken';
  try {
    await door.open(input);
  } catch (error) {
    outcome = isOurs(error) ? 'refused' : shown(error);
  }
  const { user, system } = process.cpuUsage(began);
  if (user + system > seconds * 1e6) return `took ${(user + system) / 1e6} seconds of processor time`;
  const peakAfter = peakMemory();
  const limit = door.ceiling ?? 4 * size + 64 * MIB;
  if (peakAfter > peak && peakAfter - base > limit + 32 * MIB)
    return `took ${Math.round((peakAfter - base) / MIB)} MiB for ${size} bytes`;
  return outcome;
}

/** The most memory that the process has had, in bytes; on Linux since it was asked for a new peak. */
function peakMemory(): number {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS;
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))![1]);
}

/** Begins a new peak where the system can, and returns it. What a process inherits from its parent counts otherwise. */
function newPeak(): number {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
  return peakMemory();
}

/** The bytes of an input. One that is nested too deeply to be written counts as none. */
function sizeOf(input: unknown): number {
  if (input instanceof Uint8Array) return input.length;
  try {
    return serialize(input).length;
  } catch {
    return 0;
  }
}

/** Returns a function that collects what earlier inputs left, when it is much. */
function collector(): () => void {
  let after = process.memoryUsage.rss();
  return () => {
    if (process.memoryUsage.rss() - after < 16 * MIB) return;
    globalThis.gc!();
    after = process.memoryUsage.rss();
  };
}

function isOurs(error: unknown): boolean {
  return error instanceof ContractError && !foreign.test(error.message) && error.message.length < 10_000;
}

function shown(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const frames = (text.match(/(packages|tools)\/[^\s)]+\.ts:\d+/g) ?? []).slice(0, 3);
  return [text.split('\n    at ')[0]!.slice(0, 300), ...frames].join(' < ');
}

/** Kills the process when an input takes far too long: it may never give the event loop a turn. */
function endHangs(clock: Int32Array, seconds: number): void {
  const watch = `
    const { workerData: clock } = require('node:worker_threads');
    let [index, since] = [-1, 0];
    const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
    setInterval(() => {
      if (clock[0] !== index) [index, since] = [clock[0], used()];
      else if (index > 0 && used() - since > ${seconds * 1e6}) process.kill(process.pid, 'SIGKILL');
    }, 500);`;
  new Worker(watch, { eval: true, workerData: clock }).unref();
}
