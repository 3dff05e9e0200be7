import { DtypeError, sameShape, ShapeError } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { GraphError } from '../errors/graph-error.ts';
import { type Node, nodeOf } from '../node/node.ts';
import { sum } from '../operations/sum.ts';
import { builtLoop } from './build-loop.ts';
import { type LoopPlan, placeholder, withTime } from './loop-plan.ts';
import { axisIn, joinCircuits, masked, slicesOf, timeAt } from './slices.ts';
import { alignedTo, formedLike, listOf, type Nodes } from '../node/nodes.ts';
import type { ScanCell, Slices, Stacks, Step } from './scan-cell.ts';

/** Options of {@link scan}. */
export interface ScanOptions<C extends Nodes, A extends string | number = string | number> {
  /** The carry before the first step. A cell with a function `initial`, which returns it for an input of one step, needs none. */
  readonly init?: C | undefined;
  /** The axis to run along, by its name or its number; `'time'` by default. */
  readonly axis?: A;
  /** Begins at the end; outputs are where their inputs are. */
  readonly reverse?: boolean;
  /**
   * The steps that count, as bool: it has the axis, and otherwise the first axes of the carries. A step that does not count
   * keeps the carry, puts out zeros, and passes no gradient: the cell does not see a NaN or an infinity there.
   */
  readonly mask?: Node | undefined;
  /**
   * `'each'`, the default, lets layers such as dropout draw other random numbers at each step; `'same'` lets them draw the same
   * at all steps of a pass. Noise on a value that is the same at all steps is drawn once.
   */
  readonly noise?: 'each' | 'same';
}

/**
 * Runs a cell along an axis: each step gets the carry of the step before, and its own position of `xs`. The cell is called
 * once, with nodes that stand for one step, and may use any node from outside. Gradients reach `xs`, `init` and all that
 * the cell uses, and are differentiable again. Only what depends on the carry is computed step by step: a product of the
 * input alone is one product for all steps, and so is the gradient of a weight.
 *
 * - **Shape** `xs: […, time, …]`, of which the cell sees `[…, …]`; its outputs get the axis back in the same place. A
 *   carry has one shape at all steps. No steps give `init` and empty outputs
 * - **Memory** the outputs, and for a gradient what the backward pass reads: see {@link checkpointed} for less
 * - **Throws** `ShapeError` if an input lacks the axis or has another length, or a carry changes its shape; `DtypeError` if it changes its dtype;
 *   `GraphError` if the cell returns another form, or writes a register with a value that differs from step to step
 *
 * @example
 * // A running sum that forgets.
 * const decay = parameter(0.5);
 * const cell = (sum, x) => {
 *   const next = add(mul(sum, decay), x);
 *   return { carry: next, output: next };
 * };
 * const { output } = scan(cell, constant([1, 1, 1]), { axis: 0, init: constant(0) });
 * read(output).toArray() // => [1, 1.5, 1.75]
 * read(gradient(sum(output), decay)).item() // => 3
 */
export function scan<C extends Nodes, X extends Nodes, Y extends Nodes, const A extends string | number = 'time'>(
  cell: ScanCell<C, Slices<X, A>, Y>,
  xs: X,
  options?: ScanOptions<C, A>,
): Step<C, Stacks<Y, X, A>> {
  const chosen = optionsOf('scan', options as ScanOptions<C> | undefined, {
    init: undefined,
    axis: 'time' as string | number,
    reverse: false,
    mask: undefined,
    noise: 'each' as const,
  });
  const { axis, reverse, mask, noise } = chosen;
  functionOf('scan', 'the cell', cell);
  oneOf('scan', noise, ['each', 'same'], 'noise');
  const inputs = listOf('scan', xs);
  const init = chosen.init ?? initialOf<C>(cell, () => formedLike(xs, inputs.map(x => sum(x, { axes: axisIn(x, axis) }) as Node))); // prettier-ignore
  const inits = listOf('scan', init);
  joinCircuits([...inputs, ...inits]);
  const slices = slicesOf('scan', inputs, axis);
  const place = axisIn(inputs[0]!, axis);
  const carries = inits.map(one => placeholder(one));
  const step = (cell as unknown as (carry: Nodes, x: Nodes) => Step<Nodes, Nodes>)(
    formedLike(init, carries),
    formedLike(
      xs,
      slices.map(slice => slice.placeholder),
    ),
  );
  checkStep(step);
  const next = alignedTo('scan', init, step.carry);
  next.forEach((one, n) => checkCarry(one, inits[n]!));
  const plan: LoopPlan = {
    carries: carries.map((one, n) => ({ placeholder: one, init: inits[n]!, next: next[n]! })),
    slices,
    outputs: listOf('scan', step.output),
    sums: [],
    reverse,
    recomputes: (cell as { readonly checkpointed?: boolean }).checkpointed === true,
  };
  const counted =
    mask === undefined ? plan : masked(plan, nodeOf('scan', mask), typeof axis === 'string' ? axis : place);
  const { last, outputs } = builtLoop(withTime(counted, noise));
  return {
    carry: formedLike(init, last),
    output: formedLike(
      step.output,
      outputs.map(output => timeAt(output, place)),
    ) as unknown as Stacks<Y, X, A>,
  };
}

/** The carry that a cell begins with, for an input of one step, of which only the shape is used. */
function initialOf<C extends Nodes>(cell: object, step: () => Nodes): C {
  const { initial } = cell as { readonly initial?: unknown };
  if (typeof initial === 'function') return (initial as (x: Nodes) => C)(step());
  throw new GraphError(
    'scan',
    'init must be the carry before the first step',
    'none',
    'Give a node for each carry, as in { init: { h } }, or the cell a function initial.',
  );
}

function checkStep(step: Step<Nodes, Nodes> | undefined): void {
  if (typeof step !== 'object' || step === null || !('carry' in step) || !('output' in step))
    throw new GraphError(
      'scan',
      'a cell must return { carry, output }',
      printed(step),
      'Return the carry as the output too, if nothing else comes out.',
    );
}

function checkCarry(next: Node, init: Node): void {
  if (!sameShape(next.shape, init.shape))
    throw new ShapeError(
      'scan',
      [init.shape, next.shape],
      'a carry must keep the shape of its first value',
      'Give init the shape that the cell returns.',
    );
  if (next.dtype !== init.dtype)
    throw new DtypeError(
      'scan',
      [init.dtype, next.dtype],
      'a carry must keep the dtype of its first value',
      'Convert one of them with cast.',
    );
}
