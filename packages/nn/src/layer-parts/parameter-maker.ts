import { GraphError, Node, parameter } from '@thalweg/graph';
import { ContractError, type DType, DtypeError, foldIn, isFloat, type Sizes, type Tensor } from '@thalweg/tensor';
import { printed } from '@thalweg/tensor/engine';
import { layerIdentity, type LayerIdentityOptions } from './layer-identity.ts';
import type { WeightSource } from './weight-source.ts';

/** Makes one parameter of a layer, such as its `weight`, or returns the node that it was given in its place. */
export type ParameterMaker = (part: string, source: WeightSource, shape: Sizes) => Node;

/** Options of {@link parameterMaker}. */
interface MakerOptions extends LayerIdentityOptions {
  /** The dtype of the parameters, that of the input by default. */
  readonly dtype?: DType;
}

/**
 * Returns the maker of a layer's parameters: they have the dtype of its input, and names and first values by its
 * {@link layerIdentity}.
 *
 * - **Throws** `DtypeError` if the input is no float, `ContractError` for a source that is neither a function nor a node
 */
export function parameterMaker(kind: string, x: Node, { dtype = x.dtype, ...identity }: MakerOptions): ParameterMaker {
  if (!isFloat(dtype))
    throw new DtypeError(kind, [dtype], 'the input must be float32 or float64', 'Convert it with cast.');
  const { name, key, join } = layerIdentity(kind, x, identity);
  let joined = false;
  return (part, source, shape) => {
    const first = valueOf(kind, part, source, given => given(foldIn(key, part), shape, dtype as 'float32' | 'float64'));
    const made = first instanceof Node ? first : (parameter(first, { name: `${name}/${part}` }) as Node);
    if (!joined) join(made);
    joined = true;
    return made;
  };
}

function valueOf(
  kind: string,
  part: string,
  source: WeightSource,
  call: (source: Exclude<WeightSource, Node>) => Tensor | Node,
): Tensor | Node {
  if (source instanceof Node) return source;
  if (typeof source === 'function') return call(source);
  throw new ContractError(kind, `${part} must be an initializer or a node`, printed(source), 'Try glorotUniform.');
}

/**
 * Returns a layer with its parameters as properties, which exist from its first application on.
 *
 * - **Throws** `GraphError` if one is read before
 */
export function withParameters<L extends object, P extends object>(
  kind: string,
  layer: L,
  parts: readonly (keyof P & string)[],
  owned: () => P | undefined,
): L & P {
  for (const part of parts)
    Object.defineProperty(layer, part, {
      get: () => {
        const made = owned();
        if (made !== undefined) return made[part];
        throw new GraphError(
          kind,
          `a layer must be applied before its property '${part}' is read`,
          'a layer without an input',
          `Within one pipe, give a function: () => layer.${part}.`,
        );
      },
    });
  return layer as L & P;
}
