import { concat, type Node, whenTraining } from '@thalweg/graph';
import { nodeOf, withRules } from '@thalweg/graph/engine';
import { ContractError, ShapeError, type Shape } from '@thalweg/tensor';
import { oneOf, type Completed } from '@thalweg/tensor/engine';
import type { DropoutRate } from '../dropout-rate.ts';
import { dropout } from '../layers/dropout.ts';
import { alongTime, type Ran } from './along-time.ts';
import { beginningsOf } from './beginnings.ts';
import type { Steps } from './last-output.ts';
import type { Carry, RecurrentCell } from './recurrent-cell.ts';
import { type recurrentDefaults, type RecurrentOptions } from './recurrent-options.ts';
import type { RecurrentShape } from './recurrent-shape.ts';

/** The results of a recurrent layer along sequences. */
export interface WithCarry<C extends Carry, S extends Shape> {
  /** The value that the layer returns. */
  readonly output: Node<S>;
  /** The output of the last step, `[...lead, units]`: of the cells backward, that of the first step. */
  readonly last: Node;
  /** The carries after the last step, one for each cell, in the order of `cells`. */
  readonly carries: readonly C[];
}

/** A layer of cells that run along sequences. */
export interface RecurrentLayer<
  C extends Carry,
  N extends number = number,
  O = object,
  Cell extends RecurrentCell<C> = RecurrentCell<C>,
> {
  <S extends Shape>(x: Node<S>): Node<RecurrentShape<S, N, O>>;
  /** Its cells, in PyTorch's order: layer by layer, and in each the one forward before the one backward. */
  readonly cells: readonly Cell[];
  /** True if every second of them runs backward. */
  readonly bidirectional: boolean;
  /** Applies the layer, and returns the carries after the last step too: a decoder begins with those of its encoder. */
  withCarry<S extends Shape>(x: Node<S>): WithCarry<C, RecurrentShape<S, N, O>>;
}

/** The parts of a recurrent layer. */
export interface RecurrentParts<C extends Carry> {
  readonly kind: string;
  /** Layer by layer, and in each one for each direction. */
  readonly cells: readonly RecurrentCell<C>[];
  readonly directions: 1 | 2;
  /** The rate of dropout between layers. */
  readonly dropout?: DropoutRate | undefined;
  readonly seed?: number | undefined;
  readonly options: Completed<RecurrentOptions<C>, typeof recurrentDefaults>;
}

/**
 * Returns a layer that runs cells along an axis: layer upon layer, in one direction or both.
 *
 * - **Throws** `ContractError` for options that exclude each other; when it is applied, `ShapeError` to an input that lacks an
 *   axis of time before its last one, and the errors of its cells
 */
export function recurrentLayer<C extends Carry>(parts: RecurrentParts<C>): RecurrentLayer<C> {
  checkDirections(parts);
  const { kind, cells, directions, options } = parts;
  const beginnings = beginningsOf(kind, options, cells.length);
  const drop = dropoutOf(parts);
  const firsts = Array.from({ length: cells.length / directions }, (_, layer) => layer * directions);
  const withCarry = (x: Node): WithCarry<C, Shape> => {
    const steps = stepsOf(parts, x);
    const ran: Ran<C>[] = [];
    const run = (y: Node, first: number): Node[] => {
      const both = cells.slice(first, first + directions).map((cell, backward) => {
        const begin = (zeros: C): C => beginnings.begin(first + backward, zeros, x);
        return alongTime(cell, y, { ...steps, reverse: steps.reverse || backward === 1, begin });
      });
      ran.push(...both);
      return both.map(({ output }) => output);
    };
    const all = firsts.reduce((y, first) => joined(run(first === 0 ? y : drop(y), first)), x);
    const last = (): Node => joined(ran.slice(-directions).map(one => one.last()));
    const carries = ran.map(({ carry }) => carry);
    const rules = beginnings.rules(carries);
    return {
      output: keeping(options.outputs === 'all' ? all : last(), rules),
      get last() {
        return keeping(last(), rules);
      },
      carries,
    };
  };
  return Object.assign((x: Node) => withCarry(x).output, {
    cells,
    bidirectional: directions === 2,
    withCarry,
  }) as unknown as RecurrentLayer<C>;
}

/** Returns the dropout on the inputs of all layers but the first. */
function dropoutOf<C extends Carry>({ dropout: rate = 0, seed = 0 }: RecurrentParts<C>): (x: Node) => Node {
  return rate === 0 ? x => x : (dropout(rate, { seed }) as (x: Node) => Node);
}

function joined(outputs: readonly Node[]): Node {
  return outputs.length === 1 ? outputs[0]! : (concat(outputs, { axis: -1 }) as Node);
}

/** A value that fires rules in a step of a training. */
function keeping(x: Node, rules: readonly Node[]): Node {
  return rules.length === 0 ? x : whenTraining(withRules(x, ...rules), x);
}

function stepsOf<C extends Carry>({ kind, options }: RecurrentParts<C>, x: Node): Steps {
  const { reverse, mask } = options;
  const rank = nodeOf(kind, x).shape.length;
  const axis = options.axis < 0 ? rank + options.axis : options.axis;
  // Rows of a batch would be taken for steps, and hand their carries on.
  const isBatch = x.shape[axis] === 'batch';
  if (Number.isInteger(axis) && axis >= 0 && axis < rank - 1 && !isBatch) return { axis, reverse, mask };
  const requirement = `the input must have time along axis ${options.axis}, and features along its last`;
  throw new ShapeError(kind, [x.shape], requirement, 'Its shape is [...lead, time, in] by default.');
}

function checkDirections<C extends Carry>({ kind, directions, options }: RecurrentParts<C>): void {
  const { outputs, reverse, stateful } = options;
  oneOf(kind, outputs, ['all', 'last'], 'outputs');
  const other = reverse ? 'reverse' : 'stateful';
  if (directions === 2 && (reverse || stateful !== undefined))
    throw new ContractError(kind, `a bidirectional layer must not be ${other}`, 'both', 'Leave one of them out.');
  if (reverse && stateful !== undefined)
    throw new ContractError(kind, 'a layer in reverse must not be stateful', 'both', 'Leave one of them out.');
}
