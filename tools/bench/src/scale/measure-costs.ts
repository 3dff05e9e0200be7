import { leadRounds, localSgd, modelPublisher, replayRounds } from '@thalweg/cluster';
import { batch, fromColumns, sample } from '@thalweg/data';
import { memoryLog, type Log } from '@thalweg/log';
import { adam, nesterov, type Transform } from '@thalweg/optim';
import { fillUniform, key } from '@thalweg/tensor';
import { modelState, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { digitNetwork } from 'digits/pipeline';
import { lastValueFrom, merge, tap } from 'rxjs';

/** Milliseconds of a cluster that trains 784-128-10 in batches of 32, as `simulateCluster` takes them. */
interface MeasuredCosts {
  readonly stepTime: number;
  readonly exchangeTime: number;
  readonly foldTime: number;
  readonly publishTime: number;
}

const NAME = 'costs';
const [WORKERS, EVERY, BATCH, REPETITIONS] = [4, 5, 32, 5];
/** The rounds of a run. The first ones also compile: what is measured is the others. */
const [ROUNDS, FIRST] = [25, 5];

// Prints the costs of this machine, for `costs.ts`.
const costs = Object.entries(await measureCosts());
for (const [name, time] of costs) console.log(`${name}: ${Number(time).toPrecision(2)} ms`);

/**
 * Measures the costs of this machine, as time that this process computes. Workers and leader take turns in it, so that the time of a
 * round is the sum of all costs. Each time is the least of some repetitions.
 */
async function measureCosts(): Promise<MeasuredCosts> {
  const stepTime = (await least(() => timeOfSteps())) / EVERY;
  const [one, all] = [await least(() => timeOfRound(1)), await least(() => timeOfRound(WORKERS))];
  const [foldedOne, foldedAll] = [await least(() => timeOfFolding(1)), await least(() => timeOfFolding(WORKERS))];
  const foldTime = (foldedAll - foldedOne) / (WORKERS - 1);
  return {
    stepTime,
    exchangeTime: (all - one) / (WORKERS - 1) - EVERY * stepTime - foldTime,
    foldTime,
    publishTime: foldedOne - foldTime + (await least(timeOfPublication)),
  };
}

async function least(measured: () => Promise<number>): Promise<number> {
  let time = Infinity;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) time = Math.min(time, await measured());
  return time;
}

/** The time of as many steps as a round has. */
async function timeOfSteps(): Promise<number> {
  const learn = train(network().loss, adam(), { runner: wasm() });
  let start = 0;
  const steps$ = batches().pipe(
    learn,
    tap(({ step }) => (step === FIRST * EVERY ? (start = computed()) : 0)),
  );
  await lastValueFrom(steps$);
  return (computed() - start) / (ROUNDS - FIRST);
}

async function timeOfRound(workers: number): Promise<number> {
  let start = 0;
  await run(memoryLog(), workers, round => (round === FIRST ? (start = computed()) : 0));
  return (computed() - start) / (ROUNDS - FIRST);
}

async function timeOfFolding(workers: number): Promise<number> {
  const log = memoryLog();
  await run(log, workers);
  const fold = async (rounds: number): Promise<number> => {
    const start = computed();
    await replayRounds(network().loss, outer(), { log, name: NAME, rounds });
    return computed() - start;
  };
  const first = await fold(FIRST);
  return ((await fold(ROUNDS)) - first) / (ROUNDS - FIRST);
}

async function timeOfPublication(): Promise<number> {
  const publisher = modelPublisher(memoryLog(), NAME, { verify: true, wholeEvery: 1 });
  const parts = { model: modelState(network().loss) };
  await publisher.publish(parts);
  const start = computed();
  await publisher.publish(parts);
  return computed() - start;
}

/** Trains with a leader and workers. */
function run(log: Log, workers: number, closed: (round: number) => void = () => {}): Promise<unknown> {
  const learning = Array.from({ length: workers }, (_, worker) => {
    const options = { log, name: NAME, worker: `worker-${worker}`, every: EVERY, runner: wasm() };
    return batches().pipe(localSgd(network().loss, adam(), options));
  });
  const options = { log, name: NAME, workers, rounds: ROUNDS, stateEvery: ROUNDS + 1 };
  const leading$ = leadRounds(network().loss, outer(), options).pipe(tap(({ round }) => closed(round)));
  return lastValueFrom(merge<unknown[]>(leading$, ...learning));
}

function outer(): Transform {
  return nesterov({ learningRate: 0.7, decay: 0.6 });
}

function network(): ReturnType<typeof digitNetwork> {
  return digitNetwork({ hidden: 128, seed: 1 });
}

function batches() {
  const rows = 1000;
  const image = { data: fillUniform(new Float32Array(rows * 784), key(1)), shape: [784] };
  const digit = Int32Array.from({ length: rows }, (_, row) => row % 10);
  const draws = sample({ withReplacement: true, seed: 1, size: BATCH * EVERY * ROUNDS });
  return fromColumns({ image, digit }).pipe(draws, batch(BATCH));
}

/** The milliseconds that this process has computed. */
function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
