import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import * as atomic from '../assembler/opcodes/atomic.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i64 from '../assembler/opcodes/i64.ts';
import type { MemoryLimits } from '../memory/host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';

/** The bytes that a processor fetches at once: words that different threads write are so far apart. */
export const LINE = 64;

/** The offsets of a job's words: the work; the number of chunks that are not done, and a flag if one failed; the number of jobs so far. */
const WORD = 0;

const PENDING: number = LINE;

const FAULT: number = LINE + 4;

const JOBS: number = 2 * LINE;

const BYTES = 3 * LINE;

/** The lower half of the word: a unit, below it how many chunks have gone from the front, and how many are left. */
const CHUNK_BITS = 9;

const CHUNKS = 2 ** CHUNK_BITS - 1;

const UNIT_SHIFT = 2 * CHUNK_BITS;

/** The number that no unit has. */
export const NO_UNIT: number = 2 ** (32 - UNIT_SHIFT) - 1;

/** The number of looks at a missing job, some 0.2 ms, before a thread goes to sleep. */
const PATIENCE = 200_000;

/** The number of looks at chunks that others have not done yet, some ms, before the pool checks the workers. */
const LOOKS = 2 ** 20;

/** The address of the job of a memory, which has one at a time, and the number of items that had a number in it. */
interface Desk {
  readonly at: number;
  units: number;
}

/** The limits of a memory that is shared, with its desk; that is never given back, as a thread may look at it long after. */
export interface SharedLimits extends MemoryLimits {
  desk?: Desk | undefined;
}

function deskOf(memory: LinearMemory): Desk {
  const limits: SharedLimits = memory.limits;
  if (limits.desk !== undefined) return limits.desk;
  const at = LINE * Math.ceil(memory.reserve(BYTES + LINE) / LINE);
  memory.view('int32', at, BYTES / 4).fill(0);
  return (limits.desk = { at, units: 0 });
}

/**
 * The jobs of one module. A job is a unit that is computed in chunks, each by the thread that claims it: the word holds the unit, which
 * chunks are left, and above them how many jobs there were. So nobody can claim a chunk of a job that is over, however
 * long he slept, and the thread that begins a job does what nobody else has claimed. Threads take chunks from either end, so
 * that each finds in its cache what it wrote in the job or the pass before.
 */
export class Jobs {
  readonly #module: Module;
  readonly #desk: Desk;
  readonly #late: number;
  readonly #claim: number;
  readonly #publish: number;
  readonly #finish: number;
  /** The functions that do chunks of a job, by its unit; their numbers follow each other. */
  readonly #takes: number[] = [];
  #first = 0;

  /** Imports `late(failed, times)`, which is called when others keep a pass waiting. */
  constructor(module: Module, memory: LinearMemory) {
    this.#module = module;
    this.#desk = deskOf(memory);
    this.#late = module.import('late', { params: ['i32', 'i32'], results: [] });
    this.#claim = this.#writeClaim();
    this.#publish = this.#writePublish();
    this.#finish = this.#writeFinish();
  }

  /** The number of items that are computed in chunks. */
  get count(): number {
    return this.#takes.length;
  }

  /** The number of the first of them. */
  get first(): number {
    return this.#first;
  }

  /** Adds an item of so many chunks, computed by the function `(thread, chunk)`. Returns the function that computes all of it. */
  add(chunks: number, compute: number): number {
    const unit = this.#desk.units++ % NO_UNIT;
    if (this.count === 0) this.#first = unit;
    const [THREAD, chunk] = [0, 1] as const;
    const take = this.#module.func({ params: ['i32'], results: [] }, f => {
      f.local('i32');
      f.loop(() => {
        f.i32(unit).get(THREAD).call(this.#claim).tee(chunk).i32(0).op(i32.ltS);
        f.if(() => f.return());
        f.get(THREAD).get(chunk).call(compute);
        this.#at(f).i32(1);
        f.memory(atomic.sub32, PENDING).op(DROP).br(0);
      });
    });
    this.#takes.push(take);
    return this.#module.func({ params: [], results: [] }, f => {
      f.i32(unit).i32(chunks).call(this.#publish);
      f.i32(0).call(take).call(this.#finish);
    });
  }

  /** Exports `work(thread)` and `fault()`, which other threads call, and `publish(unit, chunks)`. */
  export(): void {
    const fault = this.#module.func({ params: [], results: [] }, f => {
      this.#at(f).i32(1);
      f.memory(atomic.store32, FAULT);
    });
    this.#module.export('work', this.#writeWork());
    this.#module.export('fault', fault);
    this.#module.export('publish', this.#publish);
  }

  /** `claim(unit, thread)`: the number of a chunk that nobody else has; −1 if there is none. */
  #writeClaim(): number {
    const [UNIT, THREAD] = [0, 1] as const;
    return this.#module.func({ params: ['i32', 'i32'], results: ['i32'] }, f => {
      const [word, low, front] = [f.local('i64'), f.local('i32'), f.local('i32')];
      f.get(THREAD).i32(1).op(i32.and).op(i32.eqz).set(front);
      f.loop(() => {
        this.#look(f).tee(word).op(i64.toInt32).tee(low).i32(UNIT_SHIFT).op(i32.shrU).get(UNIT).op(i32.ne);
        f.get(low).i32(CHUNKS).op(i32.and).op(i32.eqz).op(i32.or);
        f.if(() => f.i32(-1).return());
        this.#at(f).get(word).get(word);
        f.get(front).i32(CHUNK_BITS).op(i32.shl).op(i64.ofUint32).op(i64.add);
        f.i64(-1).op(i64.add);
        f.memory(atomic.compareExchange64, WORD).get(word).op(i64.ne).brIf(0);
      });
      f.get(low).i32(CHUNK_BITS).op(i32.shrU).i32(CHUNKS).op(i32.and);
      f.get(low).i32(CHUNKS).op(i32.and).i32(1).op(i32.sub).get(front).op(i32.eqz).op(i32.mul).op(i32.add);
    });
  }

  /** `publish(unit, chunks)`: from now on there is something to claim. */
  #writePublish(): number {
    const [UNIT, COUNT] = [0, 1] as const;
    return this.#module.func({ params: ['i32', 'i32'], results: [] }, f => {
      const jobs = f.local('i32');
      this.#at(f).get(COUNT);
      f.memory(atomic.store32, PENDING);
      this.#at(f).memory(i32.load, JOBS).i32(1).op(i32.add).set(jobs);
      this.#at(f).get(jobs).memory(i32.store, JOBS);
      this.#at(f).get(jobs).op(i64.ofUint32).i64(32).op(i64.shl);
      f.get(UNIT).i32(UNIT_SHIFT).op(i32.shl).get(COUNT).op(i32.or).op(i64.ofUint32).op(i64.or);
      f.memory(atomic.store64, WORD);
    });
  }

  /** `finish()`: looks until all chunks are done. */
  #writeFinish(): number {
    return this.#module.func({ params: [], results: [] }, f => {
      const [looks, times] = [f.local('i32'), f.local('i32')];
      const fault = (): Func => this.#at(f).memory(atomic.load32, FAULT);
      f.block(() => {
        f.loop(() => {
          this.#at(f).memory(atomic.load32, PENDING).op(i32.eqz).brIf(1);
          f.get(looks).i32(1).op(i32.add).tee(looks).i32(LOOKS).op(i32.geU);
          fault().op(i32.or);
          f.if(() => {
            fault().get(times).call(this.#late);
            f.get(times).i32(1).op(i32.add).set(times).i32(0).set(looks);
          });
          f.br(0);
        });
      });
    });
  }

  /** `work(thread)`: takes part in all jobs of this module, until there is another's, or has been none for a while. */
  #writeWork(): number {
    const THREAD = 0;
    return this.#module.func({ params: ['i32'], results: [] }, f => {
      const [low, unit, looks] = [f.local('i32'), f.local('i32'), f.local('i32')];
      f.loop(() => {
        this.#look(f).op(i64.toInt32).tee(low).i32(UNIT_SHIFT).op(i32.shrU).i32(this.#first).op(i32.sub).tee(unit);
        f.i32(this.count).op(i32.geU);
        f.if(() => f.return());
        f.get(low).i32(CHUNKS).op(i32.and);
        f.if(() => {
          this.#takes.forEach((take, number) => {
            f.get(unit).i32(number).op(i32.eq);
            f.if(() => f.get(THREAD).call(take));
          });
          f.i32(0).set(looks);
        });
        f.get(looks).i32(1).op(i32.add).tee(looks).i32(PATIENCE).op(i32.ltU).brIf(0);
      });
    });
  }

  #at(f: Func): Func {
    return f.i32(this.#desk.at);
  }

  #look(f: Func): Func {
    return this.#at(f).memory(atomic.load64, WORD);
  }
}

const DROP = 0x1a;
