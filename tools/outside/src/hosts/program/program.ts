import { batch, epochs, fromColumns } from '@thalweg/data';
import { gather, input, parameter, parametersOf, read, reshape, type Node, type Runner } from '@thalweg/graph';
import {
  conv2d,
  dense,
  dropout,
  flatten,
  glorotUniform,
  maxPool,
  relu,
  reshape as reshapeLayer,
  softmaxCrossEntropy,
} from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, foldIn, key, tensor } from '@thalweg/tensor';
import { step, train } from '@thalweg/train';
import {
  compileInWorker,
  precompile,
  precompiled,
  threads,
  wasm,
  type ExplainedPlan,
  type ThreadsOptions,
} from '@thalweg/wasm';
import { host } from '@thalweg/wasm/engine';
import { lastValueFrom, map, Subject, toArray } from 'rxjs';
import { predict, trainAndPredict, training } from '../precompiled/model.ts';

export {
  appendOverBroadcast,
  hostAllows,
  readOverBroadcast,
  serveFromWorker,
  serveOverBroadcast,
  throughPort,
  throughWorker,
  valueThroughWorker,
} from './host.ts';
export { lossesBy, productsOf } from './relaxed.ts';

/** The result of a training. */
interface Trained {
  readonly losses: readonly number[];
  /** The bits of all losses and of the final parameters, in hexadecimal. */
  readonly bits: string;
  /** For each compiled plan, what computes each of its units. */
  readonly plans: readonly (readonly string[])[];
}

const WORDS = 12;
const WIDTH = 8;
const KINDS = 4;
const PAIRS = 31;
const BATCH = 7;
/** Each has five batches; the last one has three rows. */
const EPOCHS = 20;

/** Trains a perceptron on pairs of words, 100 steps: interpreted, compiled, or compiled only if the host allows it. */
export async function trainPerceptron(
  how: 'interpreted' | 'compiled' | 'compiled if possible',
  seed = 1,
): Promise<Trained> {
  const plans: string[][] = [];
  const onPlan = ({ units }: ExplainedPlan) => plans.push(units.map(({ by }) => by));
  const runner = how === 'interpreted' ? undefined : wasm({ fallback: how !== 'compiled', onPlan });
  const loss = perceptron(seed);
  const losses = await learn(loss, seed, runner);
  const parameters = parametersOf(loss as Node).flatMap(each => Array.from(read(each).data));
  return { losses, bits: hexadecimal([...losses, ...parameters]), plans };
}

function perceptron(seed: number): Node<readonly []> {
  const words = input('words', ['batch', 2], 'int32');
  const kind = input('kind', ['batch'], 'int32');
  const table = parameter(glorotUniform(foldIn(key(seed), 'table'), [WORDS, WIDTH], 'float32'), { name: 'table' });
  return reshape(gather(table as Node, words as Node), ['batch', 2 * WIDTH] as const).pipe(
    dense(16, { seed }),
    relu(),
    dropout(0.2, { seed }),
    dense(KINDS, { seed }),
    softmaxCrossEntropy(kind),
  );
}

function learn(loss: Node<readonly []>, seed: number, runner: Runner | undefined): Promise<number[]> {
  const words = Int32Array.from({ length: 2 * PAIRS }, (_, i) => (i * (i + seed)) % WORDS);
  const kind = Int32Array.from({ length: PAIRS }, (_, row) => (words[2 * row]! + words[2 * row + 1]!) % KINDS);
  const pairs = fromColumns({ words: { data: words, shape: [2] }, kind });
  const optimizer = adam({ learningRate: 0.01 });
  return lastValueFrom(
    pairs.pipe(
      batch(BATCH),
      epochs(EPOCHS),
      train(loss, optimizer, { runner }),
      map(step => step.loss),
      toArray(),
    ),
  );
}

function hexadecimal(numbers: readonly number[]): string {
  const bytes = new Uint8Array(Float64Array.from(numbers).buffer);
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

const PIXELS = 784;

/** The part of a page’s globals that is used here. */
interface Page {
  readonly Worker: new (url: string, options: object) => ReturnType<NonNullable<ThreadsOptions['spawn']>>;
}

/** Returns the losses of 60 Adam steps of a 784-128-10 network with threads, whose workers start from a text or a file. */
export async function trainWithThreads(
  count: number,
  by: 'text' | 'file' = 'text',
  fallback = false,
): Promise<number[]> {
  const rows = 61;
  const { Worker } = globalThis as unknown as Page;
  const spawn = { spawn: () => new Worker('/worker.mjs', { type: 'module' }) };
  const runner = wasm({ threads: threads(count, by === 'text' ? {} : spawn), fallback });
  const logits = input('image', ['batch', PIXELS]).pipe(dense(128), relu(), dense(10));
  const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
  const records$ = new Subject<object>();
  const losses: number[] = [];
  let failure: Error | undefined;
  records$
    .pipe(train(loss, adam(), { runner }))
    .subscribe({ next: ({ loss }) => losses.push(loss), error: (error: Error) => (failure = error) });
  for (let step = 0; step < 60 && failure === undefined; step++) {
    const image = tensor(fillUniform(new Float32Array(rows * PIXELS), key(step)), { shape: [rows, PIXELS] });
    records$.next({ image, digit: Int32Array.from({ length: rows }, (_, row) => (row * step) % 10) });
    // Gives workers time to start, or to be refused.
    await new Promise<void>(done => void setTimeout(done, 10));
  }
  records$.complete();
  if (failure !== undefined) throw failure;
  return losses;
}

/** Returns the losses and the prediction by plans that are compiled when they are needed. */
export function trainedByWasm(): Promise<number[]> {
  return trainAndPredict(wasm());
}

/** Returns the bytes of the module for the training and the prediction. */
export async function precompiledBytes(): Promise<number[]> {
  const { bytes } = await precompile({ predict, training }, { sizes: { batch: [1, 32] } });
  return Array.from(bytes);
}

/** Returns the losses and the prediction by plans that the host makes at run time, and a worker compiles. */
export async function trainedThroughWorker(script: string): Promise<number[]> {
  const worker = new Worker(script, { type: 'module' });
  const module = await compileInWorker(Uint8Array.from(await precompiledBytes()), worker);
  worker.terminate();
  return trainAndPredict(precompiled({ modules: [module], strict: true }));
}

/** The rows of a first step. */
const ROWS = 32;

/** The networks: 784-128-10; or 16 and 32 filters of 3×3, each with a pool. */
const NETWORKS = {
  dense: () => input('image', ['batch', PIXELS]).pipe(dense(128), relu(), dense(10)),
  convolutional: () => {
    const image = input('image', ['batch', PIXELS]).pipe(reshapeLayer([28, 28, 1]));
    const places = image.pipe(conv2d(16, 3), relu(), maxPool(2), conv2d(32, 3), relu(), maxPool(2));
    return places.pipe(flatten(), dense(10));
  },
} as const;

/** The loss of a network on labelled images. */
function lossOf(network: keyof typeof NETWORKS) {
  return NETWORKS[network]().pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
}

/** Returns the module of the first step of a network, compiled ahead, as text. */
export async function moduleOfFirstStep(network: keyof typeof NETWORKS): Promise<string> {
  const loss = lossOf(network);
  const descend = (runner: Runner) => train(loss, adam(), { runner });
  const { bytes } = await precompile({ training: descend }, { sizes: { batch: ROWS } });
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}

/**
 * Returns the milliseconds from a built graph of a network to the loss of its first Adam step, with 32 rows. With a module, a
 * text, its steps were compiled ahead; it is loaded in that time.
 */
export function millisecondsToFirstLoss(
  how: 'interpreted' | 'compiled' | 'ahead',
  network: keyof typeof NETWORKS = 'dense',
  module = '',
): number {
  const image = tensor(fillUniform(new Float32Array(ROWS * PIXELS), key(1)), { shape: [ROWS, PIXELS] });
  const digit = Int32Array.from({ length: ROWS }, (_, row) => row % 10);
  const loss = lossOf(network);
  const bytes = Uint8Array.from(atob(module), letter => letter.charCodeAt(0));

  const runners = {
    interpreted: () => undefined,
    compiled: () => wasm(),
    ahead: () => precompiled({ modules: [new (host().Module)(bytes)], strict: true }),
  };
  const began = performance.now();
  const descend = step(loss, adam(), { runner: runners[how]() });
  const value = descend({ image, digit })!.loss;
  const taken = performance.now() - began;
  if (!(value > 0)) throw new Error(`the first step: its loss must be positive, got ${value}.`);
  return taken;
}
