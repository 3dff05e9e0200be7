import { add, matmul, parameter, type Node, type Parameter } from '@thalweg/graph';
import { DtypeError, foldIn, isFloat, ShapeError, type Shape } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { glorotUniform, zeros, type Initializer } from '../initializer.ts';
import { layerIdentity, type LayerIdentityOptions } from '../layer-identity.ts';
import type { WithLast } from '../layer.ts';

/** Options of {@link dense}. */
export interface DenseOptions {
  /** If true, adds a bias; true by default. */
  readonly bias?: boolean;
  /** The initializer of the weights, `glorotUniform` by default. */
  readonly weight?: Initializer;
  readonly seed?: number;
  /** The prefix of the names of its parameters, `name/weight` and `name/bias`: `dense1`, `dense2`, … by default. */
  readonly name?: string;
}

/** The options, with defaults for those that were not given. */
type Chosen = Required<Omit<DenseOptions, 'name'>> & Pick<LayerIdentityOptions, 'name'>;

interface Owned {
  readonly size: number;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
}

/**
 * Fully connected layer `y = x·W + b`. It owns its parameters, and shares them when it is applied again.
 *
 * - **Shape** `x: [batch, in] → [batch, units]`
 * - **Parameters** `weight: [in, units]`, `bias: [units]`, initially zeros
 * - **Throws** `ShapeError` when it is applied to an input that is no matrix of fixed width, or of another width than
 *   before, `DtypeError` if the input is no float
 */
export function dense<const N extends number>(
  units: N,
  options?: DenseOptions,
): <S extends Shape>(x: Node<S>) => Node<WithLast<S, N>> {
  const chosen = optionsOf('dense', options, { bias: true, weight: glorotUniform, seed: 0, name: undefined });
  if (!Number.isInteger(units) || units < 1)
    throw new ShapeError(
      'dense',
      [[units]],
      'the number of units must be a positive whole number',
      'Check the layer’s size.',
    );
  let owned: Owned | undefined;
  return <S extends Shape>(x: Node<S>) => {
    const size = widthOf(x as Node);
    owned ??= create(x as Node, size, units, chosen);
    if (owned.size !== size)
      throw new ShapeError(
        'dense',
        [x.shape, owned.weight.shape],
        'a layer applied again must get as many inputs as before',
        'Make a second layer.',
      );
    const product: Node = matmul<Shape, Shape>(x as Node, owned.weight);
    return (owned.bias === undefined ? product : add(product, owned.bias as Node)) as Node as Node<WithLast<S, N>>;
  };
}

function widthOf(x: Node): number {
  const size = x.shape[1];
  if (x.shape.length !== 2 || typeof size !== 'number')
    throw new ShapeError(
      'dense',
      [x.shape],
      'the input must have the shape [batch, size] with a fixed size',
      'Reshape it.',
    );
  return size;
}

function create(x: Node, size: number, units: number, { bias, weight, seed, name }: Chosen): Owned {
  const { dtype } = x;
  if (!isFloat(dtype))
    throw new DtypeError('dense', [dtype], 'the input must be float32 or float64', 'Convert it with cast.');
  const precision = dtype as 'float32' | 'float64';
  const identity = layerIdentity('dense', x, { name, seed });
  const owned = (part: string, initialize: Initializer, shape: readonly number[]): Parameter =>
    parameter(initialize(foldIn(identity.key, part), shape, precision), {
      name: `${identity.name}/${part}`,
    }) as Parameter;
  const made = owned('weight', weight, [size, units]);
  identity.join(made);
  return { size, weight: made, bias: bias ? owned('bias', zeros, [units]) : undefined };
}
