import { batch, epochs, fromColumns } from '@thalweg/data';
import { gather, input, parameter, parametersOf, read, reshape, type Node, type Runner } from '@thalweg/graph';
import { dense, dropout, glorotUniform, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { foldIn, key } from '@thalweg/tensor';
import { train } from '@thalweg/train';
import { wasm, type ExplainedPlan } from '@thalweg/wasm';
import { lastValueFrom, map, toArray } from 'rxjs';

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
const ROWS = 31;
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
  const words = Int32Array.from({ length: 2 * ROWS }, (_, i) => (i * (i + seed)) % WORDS);
  const kind = Int32Array.from({ length: ROWS }, (_, row) => (words[2 * row]! + words[2 * row + 1]!) % KINDS);
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
