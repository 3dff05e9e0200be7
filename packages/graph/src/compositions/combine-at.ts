import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import { combiningAlong } from '../interpreter/combine-along.ts';
import type { Node } from '../node/node.ts';
import { sameDtype, sameNumbers } from '../protocol/dtype-rules.ts';
import { operation } from '../protocol/operation.ts';
import { sameBeside } from '../shape/axis.ts';
import type { ScatterReduction } from '../wire/loops.ts';
import { allMapped } from './all-mapped.ts';
import { scatterGradients } from './scatter-gradients.ts';

/** The axis along which values are combined with others, and the way in which. */
interface ScatterSettings {
  readonly axis: number;
  readonly reduction: ScatterReduction;
}

const REDUCTIONS = ['none', 'add', 'mul', 'max', 'min'] as const;

/** The options of a scatter, of which the reduction is checked. */
export function scatterOptions(
  name: string,
  options: Partial<ScatterSettings> | undefined,
  fallback: number,
): ScatterSettings {
  const { axis, reduction } = optionsOf(name, options, { axis: fallback, reduction: 'none' as ScatterReduction });
  return { axis, reduction: oneOf(name, reduction, REDUCTIONS, 'the reduction') };
}

/** A scatter, and its name in errors. */
interface Combination extends ScatterSettings {
  readonly name: string;
}

/** Combines values with those of a node at indices along an axis. */
export function combineAt(
  [x, indices, values]: readonly [x: Node, indices: Node, values: Node],
  how: Combination,
): Node {
  const { name, axis, reduction } = how;
  const apply = operation({
    name,
    shape: ([whole, at, all]) => {
      if (!sameBeside(axis, whole!, at!) || !sameShape(at!, all!))
        throw new ShapeError(
          name,
          [whole!, at!, all!],
          `there must be an index for each value, and all sizes but those of axis ${axis} must agree`,
          'For the same places everywhere, use scatter.',
        );
      return whole!;
    },
    dtype: ([dtype, at, other]) => {
      if (at !== 'int32') throw new DtypeError(name, [at!], 'indices must be int32', 'Convert them with cast.');
      return (reduction === 'none' ? sameDtype : sameNumbers)(name)([dtype!, other!]);
    },
    kernel: combiningAlong(axis, reduction),
    mapped: isMapped =>
      allMapped(isMapped, ([whole, at, all]) => combineAt([whole!, at!, all!], { ...how, axis: axis + 1 })),
    call: inputs => ['scatterAlong', ...inputs, { axis, reduction }],
    gradient: (upstream, [whole, at, all], y) => {
      const combine = (base: Node, others: Node, by: ScatterReduction): Node =>
        combineAt([base, at!, others], { ...how, reduction: by });
      return scatterGradients(reduction, upstream, { x: whole!, at: at!, values: all!, y, axis, combine });
    },
  });
  return apply(x, indices, values);
}
