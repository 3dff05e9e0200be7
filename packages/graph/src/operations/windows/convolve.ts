import { ContractError, type Shape, ShapeError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { convolution } from '../../interpreter/convolution.ts';
import { type Node, nodeOf } from '../../node/node.ts';
import { sameFloats } from '../../protocol/dtype-rules.ts';
import { operation } from '../../protocol/operation.ts';
import { slidSize } from '../../shape/combined-size.ts';
import { normalShape } from '../../shape/size-name.ts';
import { paddingOf, paddingOption, perAxis } from '../../shape/sliding.ts';
import type { Windows } from '../../wire/loops.ts';
import { mergeAxes, overBatch } from '../movement/merge-axes.ts';
import type { ConvOptions } from './convolved.ts';

// A convolution ties three values together, y = x ∗ w. Each is computed from the other two, and is linear in both, so the
// gradient of each is made of the other two.

/** A convolution: the name for errors, and how its windows lie. */
export interface Convolving extends Windows {
  readonly name: string;
}

/** The output `y` of a convolution. */
export function convolve(x: Node, w: Node, convolving: Convolving): Node {
  const { name } = convolving;
  const apply = operation({
    name,
    shape: ([input, weights]) => outputShape(input!, weights!, convolving),
    normal: normalShape,
    dtype: sameFloats(name),
    kernel: convolution({ ...windowsOf(convolving), side: 'output' }),
    mapped: isMapped =>
      isMapped[1] ? undefined : overBatch((all, weights) => convolve(all, weights!, convolving), isMapped),
    // Its operation: a transposed one has the output of another in its gradient.
    call: inputs => [
      `conv${inputs[0]!.shape.length - 2}d`,
      ...inputs,
      { ...windowsOf(convolving), padding: paddingOption(convolving.padding) },
    ],
    gradient: (upstream, [input, weights]) => [
      convolutionInput(upstream, weights!, convolving, input!),
      convolutionWeights(input!, upstream, convolving, weights!),
    ],
  });
  return apply(x, w);
}

/** The input `x` that the convolution's transpose makes of an output and weights: of the shape of a node, or of one given. */
export function convolutionInput(
  y: Node,
  w: Node,
  convolving: Convolving,
  like: Node | ((y: Shape, w: Shape) => Shape),
): Node {
  const name = typeof like === 'function' ? convolving.name : `${convolving.name}ᵀ`;
  const apply: (...inputs: Node[]) => Node = operation({
    name,
    shape: ([output, weights, input]) => {
      const shape = typeof like === 'function' ? like(output!, weights!) : input!;
      check(name, output!, outputShape(shape, weights!, convolving));
      return shape;
    },
    normal: normalShape,
    dtype: sameFloats(name),
    kernel: convolution({ ...windowsOf(convolving), side: 'input' }),
    mapped: isMapped => (isMapped[1] || isMapped[0] !== (isMapped[2] ?? true) ? undefined : overBatch(apply, isMapped)),
    call: inputs => [
      typeof like === 'function' ? 'transposedConvolution' : 'convolutionInput',
      ...inputs.slice(0, 2),
      convolving,
      ...inputs.slice(2),
    ],
    gradient: (upstream, [output, weights]) => [
      convolve(upstream, weights!, convolving),
      convolutionWeights(upstream, output!, convolving, weights!),
      undefined,
    ],
  });
  return typeof like === 'function' ? apply(y, w) : apply(y, w, like);
}

/** The weights `w` that relate an input and an output, as a gradient has them. */
export function convolutionWeights(x: Node, y: Node, convolving: Convolving, like: Node): Node {
  const name = `∂weights of ${convolving.name}`;
  const apply = operation({
    name,
    shape: ([input, output, weights]) => {
      check(name, output!, outputShape(input!, weights!, convolving));
      return weights!;
    },
    dtype: sameFloats(name),
    kernel: convolution({ ...windowsOf(convolving), side: 'weights' }),
    // The sum over all positions is the gradient of a larger batch.
    mappedSum: isMapped =>
      isMapped[0] && isMapped[1] && !isMapped[2]
        ? ([all, outputs, weights]) =>
            convolutionWeights(mergeAxes(all!, 0, 2), mergeAxes(outputs!, 0, 2), convolving, weights!)
        : undefined,
    call: ([input, output, weights]) => ['convolutionWeights', input, output, convolving, weights],
    gradient: (upstream, [input, output]) => [
      convolutionInput(output!, upstream, convolving, input!),
      convolve(input!, upstream, convolving),
      undefined,
    ],
  });
  return apply(x, y, like);
}

function windowsOf({ stride, dilation, padding, groups }: Convolving): Windows {
  return { stride, dilation, padding, groups };
}

/** Sizes are compared where both are known: a name that was derived forward and back again may be another one. */
function check(name: string, given: Shape, expected: Shape): void {
  if (
    given.some(
      (size, axis) => typeof size === 'number' && typeof expected[axis] === 'number' && size !== expected[axis],
    )
  )
    throw new ShapeError(name, [given, expected], 'the output must have the shape of the convolution', 'Check it.');
}

/**
 * Checks channels and filters against the groups.
 *
 * - **Throws** `ShapeError` if they do not fit
 */
export function checkChannels(x: Shape, w: Shape, { name, groups }: Pick<Convolving, 'name' | 'groups'>): void {
  const [channels, filters] = [w.at(-2)!, w.at(-1)!];
  const refuse = (requirement: string, advice: string): ShapeError => new ShapeError(name, [x, w], requirement, advice);
  if (x.at(-1) !== (channels as number) * groups)
    throw refuse(
      `the input must have ${groups === 1 ? 'the channels of the weights' : `${groups} groups of the channels of the weights`}`,
      'Channels come last in the input, and last but one in the weights.',
    );
  if ((filters as number) % groups !== 0)
    throw refuse(`the number of filters must be a multiple of the ${groups} groups`, 'Change one of them.');
}

function outputShape(x: Shape, w: Shape, convolving: Convolving): Shape {
  checkChannels(x, w, convolving);
  const { name, stride, dilation, padding } = convolving;
  const places = x
    .slice(1, -1)
    .map((size, axis) =>
      slidSize(
        name,
        size,
        { kernel: w[axis] as number, stride: stride[axis]!, dilation: dilation[axis]!, padding: padding[axis]! },
        x,
      ),
    );
  return [x[0]!, ...places, w.at(-1)!];
}

/** The number of spatial axes of each kind of convolution. */
const AXES = { conv1d: 1, conv2d: 2, convTranspose2d: 2 } as const;

/** Checks the options of a convolution and the ranks of what it is applied to. */
export function convolvingOf(
  name: keyof typeof AXES,
  operands: readonly [x: Node, w: Node],
  options: ConvOptions | undefined,
): Convolving {
  const {
    stride = 1,
    dilation = 1,
    groups = 1,
    padding = 'valid',
  } = optionsOf(name, options, { stride: undefined, dilation: undefined, groups: undefined, padding: undefined });
  const axes = AXES[name];
  const shapes = operands.map(operand => nodeOf(name, operand).shape);
  if (shapes.some(shape => shape.length !== axes + 2))
    throw new ShapeError(
      name,
      shapes,
      `the input and the weights must have ${axes + 2} axes`,
      'Channels come last: reshape a single channel to an axis of 1.',
    );
  if (!shapes[1]!.every(size => typeof size === 'number' && size > 0))
    throw new ShapeError(
      name,
      shapes,
      'the weights must have fixed sizes above 0',
      'Give each of their axes a number.',
    );
  if (!Number.isInteger(groups) || groups < 1)
    throw new ContractError(name, 'groups must be a positive whole number', printed(groups), 'Leave it out for 1.');
  return {
    name,
    stride: perAxis(name, 'the stride', stride, axes),
    dilation: perAxis(name, 'the dilation', dilation, axes),
    padding: paddingOf(name, padding, axes),
    groups,
  };
}
