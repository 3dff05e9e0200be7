import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import { i32, i64 } from '../assembler/opcodes.ts';
import { atomic, atomics } from './atomics.ts';

/** Bytes of a job; it begins at a multiple of {@link LINE}. */
export const JOB_BYTES = 192;
/** What a processor fetches at once: words that different threads write lie so far apart. */
export const LINE = 64;

/** Where its words lie: what is to be done; how many chunks are not done yet, and whether one failed; how many jobs there were. */
const [WORD, PENDING, FAULT, JOBS] = [0, 64, 68, 128] as const;

const LEAVE = 0xffff;
const CHUNKS = 0xffff;
/** So many looks at a job that is not there, some 0.2 ms, until a thread goes to sleep. */
const PATIENCE = 100_000;
/** So many looks at chunks that others have not done yet, some ms, until somebody asks why. */
const LOOKS = 1 << 20;

/**
 * A job is a unit that is computed in chunks, each by whoever claims it: the word holds the number of the unit, how many
 * chunks are left, and above them how many jobs there were. So nobody can claim a chunk of a job that is over, however long
 * he slept, and the thread that began a job does what nobody else has claimed.
 */
export class Job {
  readonly #module: Module;
  readonly #at: number;
  readonly #late: number;
  readonly #claim: number;
  readonly #publish: number;
  readonly #finish: number;
  readonly #takes: number[] = [];

  /** Of the words at an address. Imports `late(failed, times)`, which is called when others keep the pass waiting. */
  constructor(module: Module, at: number) {
    this.#module = module;
    this.#at = at;
    this.#late = module.import('late', { params: ['i32', 'i32'], results: [] });
    this.#claim = this.#writeClaim();
    this.#publish = this.#writePublish();
    this.#finish = this.#writeFinish();
  }

  /** Adds a unit of so many chunks, computed by the function `(thread, chunk)`; the function that computes all of it. */
  add(chunks: number, compute: number): number {
    const number = this.#takes.length;
    const [THREAD, chunk] = [0, 1] as const;
    const take = this.#module.func({ params: ['i32'], results: [] }, f => {
      f.local('i32');
      f.loop(() => {
        f.i32(number).call(this.#claim).tee(chunk).i32(0).op(i32.ltS);
        f.if(() => f.return());
        f.get(THREAD).get(chunk).call(compute);
        this.#word(f).i32(1);
        atomic(f, atomics.sub32, PENDING).op(DROP).br(0);
      });
    });
    this.#takes.push(take);
    return this.#module.func({ params: [], results: [] }, f => {
      f.i32(number).i32(chunks).call(this.#publish);
      f.i32(0).call(take).call(this.#finish);
    });
  }

  /** Writes and exports `work(thread)`, which other threads call, `leave()`, which calls them back, and `fault()`. */
  export(): void {
    const nothing = { params: [], results: [] } as const;
    this.#module.export('work', this.#writeWork());
    this.#module.export(
      'leave',
      this.#module.func(nothing, f => {
        this.#word(f).i32(0);
        atomic(f, atomics.store32, PENDING);
        this.#store(f, () => f.i32(LEAVE << 16));
      }),
    );
    this.#module.export(
      'fault',
      this.#module.func(nothing, f => {
        this.#word(f).i32(1);
        atomic(f, atomics.store32, FAULT);
      }),
    );
  }

  /** `claim(unit)`: the number of a chunk that nobody else has; −1 if there is none. */
  #writeClaim(): number {
    const UNIT = 0;
    return this.#module.func({ params: ['i32'], results: ['i32'] }, f => {
      const [word, low] = [f.local('i64'), f.local('i32')];
      f.loop(() => {
        this.#load(f).tee(word).op(i64.toInt32).tee(low).i32(16).op(i32.shrU).get(UNIT).op(i32.ne);
        f.get(low).i32(CHUNKS).op(i32.and).op(i32.eqz).op(i32.or);
        f.if(() => f.i32(-1).return());
        this.#word(f).get(word).get(word).i64(-1).op(i64.add);
        atomic(f, atomics.compareExchange64, WORD).get(word).op(i64.eq);
        f.if(() => f.get(low).i32(CHUNKS).op(i32.and).i32(1).op(i32.sub).return());
        f.br(0);
      });
      f.i32(-1);
    });
  }

  /** `publish(unit, chunks)`: from now on there is something to claim. */
  #writePublish(): number {
    const [UNIT, COUNT] = [0, 1] as const;
    return this.#module.func({ params: ['i32', 'i32'], results: [] }, f => {
      this.#word(f).get(COUNT);
      atomic(f, atomics.store32, PENDING);
      this.#store(f, () => f.get(UNIT).i32(16).op(i32.shl).get(COUNT).op(i32.or));
    });
  }

  /** `finish()`: looks until all chunks are done. */
  #writeFinish(): number {
    return this.#module.func({ params: [], results: [] }, f => {
      const [looks, times] = [f.local('i32'), f.local('i32')];
      const fault = (): Func => atomic(this.#word(f), atomics.load32, FAULT);
      f.loop(() => {
        f.block(() => {
          atomic(this.#word(f), atomics.load32, PENDING).op(i32.eqz).brIf(0);
          f.get(looks).i32(1).op(i32.add).tee(looks).i32(LOOKS).op(i32.geU);
          fault().op(i32.or);
          f.if(() => {
            fault().get(times).call(this.#late);
            f.get(times).i32(1).op(i32.add).set(times).i32(0).set(looks);
          });
          f.br(1);
        });
      });
    });
  }

  /** `work(thread)`: takes part in all jobs, until it is called back or there has been none for a while. */
  #writeWork(): number {
    const THREAD = 0;
    return this.#module.func({ params: ['i32'], results: [] }, f => {
      const [low, looks] = [f.local('i32'), f.local('i32')];
      f.loop(() => {
        this.#load(f).op(i64.toInt32).tee(low).i32(CHUNKS).op(i32.and);
        f.if(() => {
          this.#takes.forEach((take, unit) => {
            f.get(low).i32(16).op(i32.shrU).i32(unit).op(i32.eq);
            f.if(() => f.get(THREAD).call(take));
          });
          f.i32(0).set(looks).br(1);
        });
        f.get(low)
          .i32(LEAVE << 16)
          .op(i32.ne);
        f.get(looks).i32(1).op(i32.add).tee(looks).i32(PATIENCE).op(i32.ltU).op(i32.and).brIf(0);
      });
    });
  }

  #word(f: Func): Func {
    return f.i32(this.#at);
  }

  #load(f: Func): Func {
    return atomic(this.#word(f), atomics.load64, WORD);
  }

  /** Stores what `push` pushes, as a job of its own. */
  #store(f: Func, push: () => void): void {
    const jobs = (): Func => this.#word(f).memory(i32.load, JOBS);
    this.#word(f);
    jobs().i32(1).op(i32.add).memory(i32.store, JOBS);
    this.#word(f);
    jobs().op(i64.ofUint32).i64(32).op(i64.shl);
    push();
    f.op(i64.ofUint32).op(i64.or);
    atomic(f, atomics.store64, WORD);
  }
}

const DROP = 0x1a;
