import { add, type ConvOptions, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import { printShape, sameShape, ShapeError } from '@thalweg/tensor';
import { zeros } from '../initializers/initializer.ts';
import { parameterMaker, withParameters } from './parameter-maker.ts';
import type { WeightSource } from './weight-source.ts';

/** The parameters of a convolution. Reading one throws `GraphError` before the layer is applied. */
export interface ConvParameters {
  /** `[kernelHeight, kernelWidth, channels/groups, filters]`, or `[kernel, channels/groups, filters]`. */
  readonly weight: Node;
  /** `[filters]`, if the layer has one. */
  readonly bias: Node | undefined;
}

/** The parts in which kinds of convolution layers differ. */
interface ConvolutionParts {
  /** The layer, for names and errors. */
  readonly kind: string;
  /** The sizes of a window. */
  readonly window: readonly number[];
  /** The number of filters, for so many channels. */
  readonly filtersOf: (channels: number) => number;
  readonly groupsOf: (channels: number) => number;
  readonly bias: boolean;
  readonly weight: WeightSource;
  readonly seed: number;
  readonly name: string | undefined;
  readonly convolve: (x: Node, weight: Node, options: ConvOptions) => Node;
  readonly options: ConvOptions;
}

interface Owned extends ConvParameters {
  readonly channels: number;
}

/** Returns a layer that convolves with weights that it owns, and adds a bias to each filter. */
export function convolutionLayer(parts: ConvolutionParts): ((x: Node) => Node) & ConvParameters {
  const { kind, convolve, options, groupsOf } = parts;
  let owned: Owned | undefined;
  const layer = (x: Node): Node => {
    const channels = channelsOf(parts, x);
    const { weight, bias, channels: before } = (owned ??= create(parts, x, channels));
    if (before !== channels)
      throw new ShapeError(
        kind,
        [x.shape, weight.shape],
        'a layer applied again must get as many channels as before',
        'Make a second layer.',
      );
    const y = convolve(x, weight, { ...options, groups: groupsOf(channels) });
    return bias === undefined ? y : (add(y, bias) as Node);
  };
  return withParameters<typeof layer, ConvParameters>(kind, layer, ['weight', 'bias'], () => owned);
}

function channelsOf({ kind, window }: ConvolutionParts, x: Node): number {
  const channels = nodeOf(kind, x).shape.at(-1);
  if (x.shape.length === window.length + 2 && typeof channels === 'number' && channels > 0) return channels;
  const axes = window.length === 1 ? 'length' : 'height, width';
  throw new ShapeError(
    kind,
    [x.shape],
    `the input must have the shape [batch, ${axes}, channels] with a fixed number of channels`,
    'Reshape a single channel to an axis of 1.',
  );
}

function create(parts: ConvolutionParts, x: Node, channels: number): Owned {
  const { kind, window, bias, weight: source, seed, name } = parts;
  const [filters, groups] = [parts.filtersOf(channels), parts.groupsOf(channels)];
  if (!Number.isInteger(channels / groups))
    throw new ShapeError(
      kind,
      [x.shape],
      `the number of channels must be a multiple of the ${groups} groups`,
      'Change one of them.',
    );
  const make = parameterMaker(kind, x, { name, seed });
  const shape = [...window, channels / groups, filters];
  const weight = make('weight', source, shape);
  if (!sameShape(weight.shape, shape))
    throw new ShapeError(
      kind,
      [weight.shape],
      `the weight must have the shape ${printShape(shape)}`,
      'Check the number of filters and the size of the window.',
    );
  return { channels, weight, bias: bias ? make('bias', zeros, [filters]) : undefined };
}
