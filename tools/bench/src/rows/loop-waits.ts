import { spawn, type ChildProcess } from 'node:child_process';
import { once as event } from 'node:events';
import { Worker } from 'node:worker_threads';
import { followModel, modelPublisher } from '@thalweg/cluster';
import { batch, epochs, fromColumns, fromIterable, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { memoryLog } from '@thalweg/log';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { startProgram } from '@thalweg/programs/program';
import { tensor } from '@thalweg/tensor';
import { modelState, predictor, train } from '@thalweg/train';
import { connectTraining } from '@thalweg/worker';
import { firstValueFrom, share, skip, type Unsubscribable } from 'rxjs';
import { bundledScript } from './bundled-script.ts';
import type { RatioRow, Turn } from './ratio-row.ts';
import { bySize } from './turns.ts';

/** Something that goes on until it is unsubscribed, and how many steps it has taken. */
interface Going extends Unsubscribable {
  readonly steps: () => number;
}

/** The lateness of timers beside a training, which gives the event loop a turn after each slice of 8 ms. */
export const lateTimers: readonly RatioRow[] = (
  [
    ['a small network, from its first step on', 64, 32],
    ['steps of 2 ms', 256, 64],
  ] as const
).map(([when, inputs, hidden]) => ({
  name: `waits: how late a timer of 10 ms is at most, beside a training: ${when}`,
  ours: 'train, interpreted',
  reference: 'a loop that works for 8 ms, turn after turn',
  bar: 3,
  turns: 5,
  prepare: size => ({
    ours: () => latest(learning(inputs, hidden), bySize(size, 1000, 100), bySize(size, 5, 0)),
    reference: () => latest(working(), bySize(size, 1000, 100), bySize(size, 5, 0)),
  }),
}));

/**
 * Returns how late timers of 10 ms are at most, one after another, in microseconds, beside something that goes on, and takes more
 * than so many steps.
 */
async function latest(begin: () => Going, forMs: number, fewest: number): Promise<number> {
  let going: Going | undefined;
  let most = 0;
  for (const end = performance.now() + forMs; performance.now() < end;) {
    const due = performance.now() + 10;
    const before = process.cpuUsage();
    // The subscription itself is in the time of the first timer.
    going ??= begin();
    await new Promise(resolve => setTimeout(resolve, 10));
    const { user, system } = process.cpuUsage(before);
    // Where the machine gave its time to others, it was not this process.
    most = Math.max(most, Math.min(1000 * (performance.now() - due), user + system));
  }
  going!.unsubscribe();
  if (going!.steps() <= fewest) throw new Error(`more than ${fewest} steps must be taken, got ${going!.steps()}`);
  return most;
}

/** A new network that learns at batch 32, without end. */
function learning(inputs: number, hidden: number): () => Going {
  const image = input('image', ['batch', inputs]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(hidden), relu(), dense(10), softmaxCrossEntropy(digit));
  const data = Float32Array.from({ length: inputs * 320 }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const digits = fromColumns({
    image: { data, shape: [inputs] },
    digit: Int32Array.from({ length: 320 }, (_, i) => i % 10),
  });
  const steps$ = digits.pipe(shuffle({ seed: 1 }), batch(32), epochs(Infinity), train(loss, adam()));
  return () => {
    let steps = 0;
    const subscription = steps$.subscribe(() => steps++);
    return { steps: () => steps, unsubscribe: () => subscription.unsubscribe() };
  };
}

function working(): () => Going {
  return () => {
    const state = { going: true, steps: 0 };
    const work = (): void => {
      for (const end = performance.now() + 8; performance.now() < end;);
      state.steps++;
      if (state.going) setImmediate(work);
    };
    setImmediate(work);
    return { steps: () => state.steps, unsubscribe: () => void (state.going = false) };
  };
}

/** A thread that works for 8 ms, turn after turn, and answers. */
const BUSY_THREAD = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', message => parentPort.postMessage(message));
const work = () => {
  for (const end = performance.now() + 8; performance.now() < end;);
  setImmediate(work);
};
setImmediate(work);`;

/** The time that a training in another thread takes to pause: the longest of 20 times. */
export const pauses: RatioRow = {
  name: 'waits: the longest pause of a training in another thread, of 20',
  ours: 'connectTraining, pause',
  reference: 'a thread that works in slices of 8 ms, and answers',
  bar: 4,
  turns: 5,
  async prepare(size) {
    const times = bySize(size, 20, 3);
    const program = bundledScript(new URL('pause-worker.ts', import.meta.url), 'cjs');
    const numbers = fromIterable({
      *[Symbol.iterator]() {
        for (let n = 0; ; n++) yield { x: Math.sin(n * 12.9898) * 2, y: 6 * Math.sin(n * 12.9898) - 1 };
      },
    });
    const training = connectTraining(() => new Worker(program, { eval: true, execArgv: [] }));
    const steps$ = numbers.pipe(training.learn(), share());
    const running = steps$.subscribe();
    const bare = new Worker(BUSY_THREAD, { eval: true, execArgv: [] });
    // Both sides are compiled by then.
    await firstValueFrom(steps$.pipe(skip(bySize(size, 2000, 20))));
    return {
      ours: () =>
        longestOf(
          times,
          () => training.pause(),
          () => training.resume(),
        ),
      reference: () => longestOf(times, () => (bare.postMessage(1), event(bare, 'message'))),
      close: async () => {
        running.unsubscribe();
        await bare.terminate();
      },
    };
  },
};

/** Returns the longest of some waits for an answer, in microseconds. */
async function longestOf(times: number, ask: () => Promise<unknown>, after?: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  for (let n = 0; n < times; n++) {
    await new Promise(resolve => setTimeout(resolve, 20));
    const began = performance.now();
    await ask();
    longest = Math.max(longest, performance.now() - began);
    await after?.();
  }
  return 1000 * longest;
}

const RECORDS = 500;
const WIDTH = 784 * 128;

/** The wait of a request while a version of a network of 101,770 weights is checked and taken in. */
export const servedVersions: RatioRow = {
  name: 'waits: the longest wait of a prediction while versions of 784-128-10 are taken in',
  ours: 'followModel, with 500 canary records',
  reference: 'the canary records predicted in one go, twice',
  bar: 1,
  turns: 5,
  prepare(size) {
    const image = Float32Array.from({ length: RECORDS * 784 }, (_, i) => (i % 7) / 7);
    const digit = Int32Array.from({ length: RECORDS }, (_, i) => i % 10);
    const checked = predictor(digitNetwork().loss);
    const canary = { image: tensor(image, { shape: [RECORDS, 784] }), digit };
    return {
      ours: longestWait(image, digit, bySize(size, 10, 1)),
      reference: () => {
        const timed = stopwatch();
        for (let model = 0; model < 2; model++) checked(canary);
        return timed();
      },
    };
  },
};

/**
 * Returns the microseconds since it was called: of the clock or of the processor, whichever are fewer. Other programs add to the
 * first alone, and the threads that collect garbage and compile beside ours to the second alone.
 */
function stopwatch(): () => number {
  const [start, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(1000 * (performance.now() - start), user + system);
  };
}

function digitNetwork() {
  const logits = input('image', ['batch', 784]).pipe(dense(128), relu(), dense(10));
  return { logits, loss: logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32'))) };
}

/** Returns a turn in which a server takes in some versions, and predicts whenever it can. */
function longestWait(images: Float32Array, digit: Int32Array, versions: number): Turn {
  const log = memoryLog();
  const [learner, server] = [digitNetwork(), digitNetwork()];
  const model = modelState(learner.logits);
  const [weight] = [...model.registers.values()];
  const publisher = modelPublisher(log, 'digits');
  const records = fromColumns({ image: { data: images, shape: [784] }, digit }).pipe(batch(50));
  const predict = predictor(server.logits);
  const image = tensor(new Float32Array(784).fill(0.5), { shape: [1, 784] });
  const canary = { records, metric: server.loss, worse: 1 };
  let [served, last] = [0, 0];
  return async () => {
    const following = followModel(log, 'digits', { model: modelState(server.logits) }, { canary }).subscribe(
      ({ version, accepted }) => (served = accepted ? version : NaN),
    );
    let [most, predictions] = [0, 0];
    for (const until = last + versions; last < until;) {
      const version = ++last;
      const values = Float32Array.from({ length: WIDTH }, (_, i) => Math.sin(i + version) / 30);
      weight!.set(tensor(values, { shape: [784, 128] }));
      let waited = stopwatch();
      void publisher.publish({ model });
      while (served !== version) {
        await new Promise<void>(resolve => setImmediate(resolve));
        predict({ image });
        predictions++;
        most = Math.max(most, waited());
        waited = stopwatch();
        if (Number.isNaN(served)) throw new Error('each version must be accepted');
      }
    }
    following.unsubscribe();
    if (predictions <= 5 * versions)
      throw new Error(`more than five predictions must come between two versions, got ${predictions} for ${versions}`);
    return most;
  };
}

const DIGITS = new URL('../../../../apps/digits/src/main.ts', import.meta.url);

/** A program that only starts another one, which is always busy, and ends it at Ctrl-C. */
const BUSY_PROGRAM = `
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'console.log(1); for (;;);']);
child.stdout.once('data', () => console.error('step 1/2'));
child.once('exit', () => process.exit(130));
process.on('SIGINT', () => child.kill('SIGKILL'));`;

/** The time that a program goes on after Ctrl-C: inside a step over all examples as between short ones. */
export const ctrlC: readonly RatioRow[] = [
  {
    name: 'waits: from Ctrl-C to the end of a training, inside a step over all digits',
    ours: 'npm start -- --batch all',
    reference: 'npm start',
    bar: 2,
    turns: 5,
    prepare: () => ({ ours: digitTraining('--batch', 'all', '--epochs', '50'), reference: digitTraining() }),
  },
  {
    name: 'waits: from Ctrl-C to the end of a training',
    ours: 'npm start',
    reference: 'a bare program with a busy child',
    bar: 20,
    turns: 5,
    prepare: () => ({
      ours: digitTraining(),
      reference: () =>
        microsecondsToEnd(spawn(process.execPath, ['-e', BUSY_PROGRAM], { stdio: ['ignore', 'pipe', 'pipe'] })),
    }),
  },
];

const digitTraining =
  (...options: readonly string[]) =>
  () =>
    microsecondsToEnd(startProgram(DIGITS, options).child);

/** Sends SIGINT to a program that has reported its first step, and returns the microseconds until it ends. */
async function microsecondsToEnd(child: ChildProcess): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    child.stderr!.on('data', (chunk: Buffer) => chunk.includes('step 1/') && resolve());
    child.once('close', () => reject(new Error('the program must not end before Ctrl-C')));
  });
  const start = performance.now();
  child.kill('SIGINT');
  const [code] = (await event(child, 'close')) as [number | null];
  if (code !== 130) throw new Error(`Ctrl-C must end the program with 130, got ${code}`);
  return 1000 * (performance.now() - start);
}
