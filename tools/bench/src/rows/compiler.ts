import {
  becomes,
  feedOf,
  fillLike,
  gradients,
  hvp,
  input,
  matmul,
  openFrame,
  parameter,
  perExample,
  square,
  state,
  sum,
  type Node,
  type Writable,
} from '@thalweg/graph';
import { recurrentModel } from '@thalweg/laws/recurrent-model';
import { recurrentValues } from '@thalweg/laws/recurrent-values';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key, sizeOf, tensor, type Sizes } from '@thalweg/tensor';
import { step } from '@thalweg/train';
import { explain, wasm } from '@thalweg/wasm';
import type { RatioRow, Sides } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const PIXELS = 784;

/** The time of the compiler, and the worth of the times of parts that it gives. */
export const compileTimes: readonly RatioRow[] = [
  {
    name: 'compiling: a batch of a new size in a step of 784-128-10',
    ours: 'what it adds to a step, at best',
    reference: 'what the first step of a frame adds',
    bar: 0.25,
    turns: 5,
    prepare: size => newSizes(bySize(size, 40, 2), bySize(size, 300, 2)),
  },
  {
    name: 'compiling: a scan of 1,000 steps',
    ours: '1,000 steps',
    reference: '10 steps',
    bar: 1.2,
    turns: 41,
    prepare: () => ({ ours: () => compilingScan(1000), reference: () => compilingScan(10) }),
  },
  profiled('the parts of a pass together', 'a pass', 1.5, ({ parts, pass }) => [parts, pass]),
  profiled('a pass', 'its parts together', 3, ({ parts, pass }) => [pass, parts]),
  profiled('the parts beside a large product', 'the product', 1, ({ parts, product }) => [parts - product, product]),
];

/** Both sides are of one frame: its first step beside one like it, and steps of new sizes beside others of theirs. */
function newSizes(sizes: number, warmUp: number): Sides {
  const logits = input('image', ['batch', PIXELS]).pipe(dense(128), relu(), dense(10));
  const loss = logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32')));
  const images = fillUniform(new Float32Array(128 * PIXELS), key(1));
  let first = NaN;
  const ours = (): number => {
    const descend = step(loss, adam(), { runner: wasm() });
    const microsecondsOf = (rows: number): number => {
      const image = tensor(images.subarray(0, rows * PIXELS), { shape: [rows, PIXELS] });
      const digit = Int32Array.from({ length: rows }, (_, row) => row % 10);
      const began = performance.now();
      descend({ image, digit });
      return 1000 * (performance.now() - began);
    };
    const opening = microsecondsOf(32);
    for (let n = 0; n < warmUp; n++) microsecondsOf(32);
    first = opening - microsecondsOf(32);
    const more = Array.from({ length: sizes }, (_, n) => {
      const rows = 33 + ((37 * n) % 64);
      const added = microsecondsOf(rows);
      const later = Array.from({ length: 5 }, () => microsecondsOf(rows)).sort((a, b) => a - b);
      return added - later[2]!;
    });
    // Other programs use the machine, so the fastest tenth counts.
    return Math.max(0, more.sort((a, b) => a - b)[Math.floor(0.1 * sizes)]!);
  };
  return { ours, reference: () => first };
}

/** Returns the microseconds from the beginning of the first step of a new training until its plan is compiled. */
function compilingScan(time: number): number {
  const options = { units: 8, features: 4, isPlain: true };
  let compiled = NaN;
  const runner = wasm({ onPlan: () => (compiled = performance.now()) });
  const descend = step(recurrentModel(options).loss, adam(), { runner });
  const values = recurrentValues({ batch: 1, time }, options);
  const began = performance.now();
  descend(values);
  return 1000 * (compiled - began);
}

/** Microseconds of a pass, of its parts by their profile, and of the product among them. */
interface Profile {
  readonly pass: number;
  readonly parts: number;
  readonly product: number;
}

function profiled(
  ours: string,
  reference: string,
  bar: number,
  times: (profile: Profile) => readonly [ours: number, reference: number],
): RatioRow {
  return {
    name: `profile: ${ours} beside ${reference}`,
    ours,
    reference,
    bar,
    turns: 5,
    prepare(size) {
      let profile: Profile;
      return {
        ours: () => times((profile = profileOf(bySize(size, 301, 3))))[0],
        reference: () => times(profile)[1],
      };
    },
  };
}

function profileOf(passes: number): Profile {
  const x = input('x', [64, 256]);
  const weight = parameter(tensor(new Float32Array(256 * 256).fill(0.01), { shape: [256, 256] }));
  const root = sum(matmul(x, weight as never).pipe(relu()) as Node) as Node;
  const value = tensor(new Float32Array(64 * 256).fill(0.5), { shape: [64, 256] });
  const { units } = explain([root], { x: value }, { profile: true });
  const frame = openFrame({ outputs: [root], runner: wasm() });
  const times = Array.from({ length: passes }, () => {
    const began = performance.now();
    frame.run([feedOf(x, value)], () => undefined);
    return 1000 * (performance.now() - began);
  }).sort((a, b) => a - b);
  frame.close();
  return {
    pass: times[passes >> 1]!,
    parts: units.reduce((total, { microseconds }) => total + microseconds!, 0),
    product: units.find(({ what }) => what.startsWith('product'))!.microseconds!,
  };
}

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
