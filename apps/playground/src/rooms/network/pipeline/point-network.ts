import {
  abs,
  add,
  concat,
  gelu,
  input,
  mul,
  relu,
  sigmoid,
  sin,
  slice,
  softmax,
  square,
  sum,
  tanh,
  type Node,
} from '@thalweg/graph';
import { dense, softmaxCrossEntropy } from '@thalweg/nn';

/** Returns a column of the features, `[batch, 1]`, from both coordinates. */
type Feature = (x1: Node, x2: Node) => Node;

/** The name of a feature. */
export type FeatureName = 'x1' | 'x2' | 'x1x1' | 'x2x2' | 'x1x2' | 'sinx1' | 'sinx2';

/** The features that a network may read. */
export const features: Readonly<Record<FeatureName, Feature>> = {
  x1: x1 => x1,
  x2: (_, x2) => x2,
  x1x1: x1 => square(x1),
  x2x2: (_, x2) => square(x2),
  x1x2: (x1, x2) => mul(x1, x2),
  sinx1: x1 => sin(x1),
  sinx2: (_, x2) => sin(x2),
};

/** The functions that a hidden unit may apply. */
export const activations = {
  tanh: x => tanh(x),
  relu: x => relu(x),
  sigmoid: x => sigmoid(x),
  gelu: x => gelu(x),
  linear: x => x,
} as const satisfies Record<string, (x: Node) => Node>;

/** The penalties that may be added to the loss, for the weights of one layer. */
export const penalties = {
  none: undefined,
  l1: w => sum(abs(w)),
  l2: w => sum(square(w)),
} as const satisfies Record<string, ((weights: Node) => Node) | undefined>;

/** The settings that determine a network. */
export interface NetworkSettings {
  readonly features: readonly FeatureName[];
  /** The number of units of each hidden layer. */
  readonly layers: readonly number[];
  readonly activation: keyof typeof activations;
  readonly penalty: keyof typeof penalties;
  readonly classes: number;
  readonly seed: number;
}

/** Builds a network that says the class of a point, and its loss on labelled points. */
export function pointNetwork(settings: NetworkSettings) {
  const { layers, classes, seed } = settings;
  const at = input('at', ['batch', 2]);
  const label = input('label', ['batch'], 'int32');
  const [x1, x2] = [slice(at, { axis: 1, to: 1 }), slice(at, { axis: 1, from: 1 })] as Node[];
  const read = concat(
    settings.features.map(name => features[name](x1!, x2!)),
    { axis: 1 },
  ) as Node;

  const dens = [...layers, classes].map((units, i) => dense(units, { seed, name: `layer${i + 1}` }));
  const hidden: Node[] = [];
  let last = read;
  for (const layer of dens.slice(0, -1)) hidden.push((last = activations[settings.activation](layer(last) as Node)));
  const logits = dens.at(-1)!(last) as Node<readonly ['batch', number]>;
  const loss = logits.pipe(softmaxCrossEntropy(label)) as Node<readonly []>;

  // The weight of the penalty comes with each step, so that it may change.
  const strength = input('strength', []);
  const penalty = penalties[settings.penalty];
  const terms = penalty === undefined ? [] : dens.map(({ weight }) => mul(strength, penalty(weight)));
  const objective = terms.reduce<Node>((total, term) => add(total, term) as Node, loss as Node) as Node<readonly []>;
  return { at, label, read, hidden, layers: dens, logits, probabilities: softmax(logits as Node), loss, objective };
}
