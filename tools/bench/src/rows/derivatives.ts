import {
  becomes,
  feedOf,
  fillLike,
  gradients,
  hvp,
  input,
  openFrame,
  perExample,
  square,
  state,
  sum,
  type Node,
  type Writable,
} from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import type { RatioRow } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

/** Derivatives of a 784-128-10 network on a batch of 128, as the digits of `apps/digits`, beside its gradient. */
export const derivatives: readonly RatioRow[] = [
  // Where memory is slow, 51 MB take their time, whoever writes them.
  beside('gradients of each example, kept', 'gradient, and a copy of as many numbers', 1.5),
  beside('squared norms of the gradients of each example', 'gradient', 3),
  beside('Hessian–vector product', 'gradient', 4),
];

function beside(ours: keyof Passes, reference: keyof Passes, bar: number): RatioRow {
  return {
    name: `derivatives: ${ours}, 784-128-10`,
    ours,
    reference,
    bar,
    turns: 41,
    prepare: size => {
      const passes = passesOf(bySize(size, 128, 16));
      return { ours: once(passes[ours]), reference: once(passes[reference]) };
    },
  };
}

type Passes = ReturnType<typeof passesOf>;

function passesOf(rows: number) {
  const image = input('image', [rows, 784]);
  const digit = input('digit', [rows], 'int32');
  const [hidden, output] = [dense(128), dense(10)];
  const lossOf = <B extends number>(x: Node<readonly [B, 784]>, y: Node<readonly [B]>): Node<readonly []> =>
    x.pipe(hidden, relu(), output, softmaxCrossEntropy(y));
  const loss = lossOf(image, digit);
  const all = gradients(loss);
  const parameters = all.parameters as readonly Node[];
  const each = perExample(one => lossOf(one.image, one.digit), { image, digit }, { axis: 0 });
  const matrices = parameters.map(parameter => each.of(parameter) as Node);
  const kept = matrices.map((matrix, n) => {
    const shape = [rows, ...parameters[n]!.shape] as Sizes;
    return becomes(state(tensor(new Float32Array(sizeOf(shape)), { shape })) as Writable, matrix);
  });
  const squares = matrices.map(matrix => sum(square(matrix), { axes: matrix.shape.map((_, axis) => axis).slice(1) }));
  const pixels = Float32Array.from({ length: rows * 784 }, (_, i) => ((i * 37) % 101) / 101);
  const feeds = [
    feedOf(image, tensor(pixels, { shape: [rows, 784] })),
    feedOf(digit, tensor(Int32Array.from({ length: rows }, (_, i) => i % 10))),
  ];
  const passOf = (outputs: readonly Node[], rules: readonly Node[] = []): (() => void) => {
    const frame = openFrame({ outputs, rules, training: true, steps: rules.length > 0, runner: wasm() });
    return () =>
      frame.run(feeds, outcome => {
        if ('error' in outcome) throw outcome.error;
      });
  };
  const numbers = kept.reduce((sum, { shape }) => sum + sizeOf(shape as Sizes), 0);
  const [from, to] = [new Float32Array(numbers).fill(1), new Float32Array(numbers)];
  const gradient = passOf(parameters.map(parameter => all.of(parameter)));
  return {
    gradient,
    'gradient, and a copy of as many numbers': (): void => {
      gradient();
      to.set(from);
    },
    'gradients of each example, kept': passOf([], kept as readonly Node[]),
    'squared norms of the gradients of each example': passOf(squares as readonly Node[]),
    'Hessian–vector product': passOf(
      hvp(
        loss,
        parameters,
        parameters.map(parameter => fillLike(parameter, 0.01)),
      ),
    ),
  };
}
