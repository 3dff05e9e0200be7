import { add, constant, type Node, parameter } from '@thalweg/graph';
import { normalize, reciprocalRoot } from '@thalweg/graph/author';
import { ContractError, DtypeError, foldIn, isFloat, ShapeError, type Sizes } from '@thalweg/tensor';
import { type Initializer, ones, zeros } from '../initializers/initializer.ts';
import { layerIdentity, type LayerIdentity } from './layer-identity.ts';

/** The name and the parameters of a layer that normalizes. */
export interface NormParameters extends LayerIdentity {
  readonly dtype: 'float32' | 'float64';
  /** The sizes of both parameters. */
  readonly sizes: Sizes;
  /** The numbers 1 and 0 where the layer has no such parameter. */
  readonly scale: Node;
  readonly offset: Node;
}

/** Options that all layers that normalize share. */
interface NormOptions {
  readonly scale: boolean;
  readonly offset: boolean;
  readonly seed: number;
  readonly name: string | undefined;
}

/** Returns a function that creates the parameters when it first gets an input, and checks that later inputs fit them. */
export function normParameters(kind: string, options: NormOptions, axes = 1): (x: Node) => NormParameters {
  let owned: NormParameters | undefined;
  return x => {
    const sizes = trailingSizes(kind, x, axes);
    owned ??= create(kind, x, sizes, options);
    if (owned.sizes.join() !== sizes.join())
      throw new ShapeError(
        kind,
        [x.shape, owned.sizes],
        'a layer applied again must get as many channels as before',
        'Make a second layer.',
      );
    return owned;
  };
}

function create(kind: string, x: Node, sizes: Sizes, { scale, offset, ...named }: NormOptions): NormParameters {
  const dtype = x.dtype as 'float32' | 'float64';
  const identity = layerIdentity(kind, x, named);
  const part = (name: string, initialize: Initializer): Node => {
    const first = initialize(foldIn(identity.key, name), sizes, dtype);
    return parameter(first, { name: `${identity.name}/${name}` }) as Node;
  };
  const parts = {
    scale: scale ? part('scale', ones) : (constant(1, { dtype }) as Node),
    offset: offset ? part('offset', zeros) : (constant(0, { dtype }) as Node),
  };
  if (scale || offset) identity.join(scale ? parts.scale : parts.offset);
  return { ...identity, ...parts, dtype, sizes };
}

/** The sizes of so many last axes. */
function trailingSizes(kind: string, { shape, dtype }: Node, axes: number): Sizes {
  if (!isFloat(dtype))
    throw new DtypeError(kind, [dtype], 'the input must be float32 or float64', 'Convert it with cast.');
  const sizes = shape.slice(-axes);
  if (shape.length <= axes || !sizes.every(size => typeof size === 'number'))
    throw new ShapeError(
      kind,
      [shape],
      `the input must have ${axes + 1} axes or more, and a fixed size along ${axes === 1 ? 'the last' : `the last ${axes}`}`,
      'Reshape it.',
    );
  return sizes as Sizes;
}

/** The numbers that values are normalized by; each broadcasts to the values. */
interface By {
  readonly mean: Node;
  /** The reciprocal of the deviation, in the shape of the mean. */
  readonly precision: Node;
  readonly scale: Node;
  readonly offset: Node;
}

/** Returns `(x − mean)·precision·scale + offset`. */
export function normalized(x: Node, { mean, precision, scale, offset }: By): Node {
  return normalize(x, mean, precision, scale, offset);
}

/** Returns `1/√(variance + epsilon)`. */
export function precisionOf(variance: Node, epsilon: number): Node {
  return reciprocalRoot(add(variance, epsilon));
}

/** Throws unless what is added to a variance is a finite number of at least 0. */
export function checkEpsilon(kind: string, epsilon: number): void {
  if (!(epsilon >= 0 && epsilon < Infinity))
    throw new ContractError(kind, 'epsilon must be a finite number of at least 0', String(epsilon), 'Try 1e-5.');
}
