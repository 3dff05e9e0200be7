import { ContractError, ShapeError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import { nodeOf } from '../node/node-of.ts';
import type { Node } from '../node/node.ts';
import type { ConvOptions } from './convolved.ts';
import { paddingOf, perAxis } from '../shape/sliding.ts';
import type { Convolving } from './convolve.ts';

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
