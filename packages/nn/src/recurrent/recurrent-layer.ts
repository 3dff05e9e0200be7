import {
  cast,
  checkpointed,
  concat,
  cumsum,
  equal,
  mul,
  type Node,
  reshape,
  scan,
  slice,
  sum,
  whenTraining,
  where,
} from '@thalweg/graph';
import { nodeOf, withRules } from '@thalweg/graph/author';
import { ContractError, type Shape, ShapeError } from '@thalweg/tensor';
import { type Completed, oneOf, printed } from '@thalweg/tensor/engine';
import type { DropoutRate } from '../layer-parts/dropout-rate.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { dropout } from '../layers/dropout.ts';
import { beginningsOf } from './beginnings.ts';
import type { Carry, CellStep, RecurrentCell } from './recurrent-cell.ts';
import type { recurrentDefaults, RecurrentOptions, StackedOptions } from './recurrent-options.ts';
import type { RecurrentShape } from './recurrent-shape.ts';

/** The results of a recurrent layer along sequences. */
export interface WithCarry<C extends Carry, S extends Shape> {
  /** The value that the layer returns. */
  readonly output: Node<S>;
  /** The output of the last step, `[...lead, units]`; for cells that run backward, that of the first step. */
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
  /** Its cells, in PyTorch's order: layer by layer, the forward cell before the backward one. */
  readonly cells: readonly Cell[];
  /** True if every second cell runs backward. */
  readonly bidirectional: boolean;
  /** Applies the layer, and returns the carries after the last step too: a decoder begins with those of its encoder. */
  withCarry<S extends Shape>(x: Node<S>): WithCarry<C, RecurrentShape<S, N, O>>;
}

/** The parts of a recurrent layer. */
interface RecurrentParts<C extends Carry> {
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

/** More cells than anybody stacks: a slip should not fill the memory. */
const MOST_LAYERS = 1000;

/** The parts of a layer that makes its cells itself. */
interface StackedParts<C extends Carry> extends Omit<RecurrentParts<C>, 'cells' | 'directions' | 'options'> {
  readonly make: () => RecurrentCell<C>;
  readonly options: RecurrentParts<C>['options'] &
    Required<Pick<StackedOptions<C>, 'layers' | 'bidirectional' | 'dropout'>>;
}

/** Returns a recurrent layer of cells that it makes: `layers`, each of them `bidirectional` or not. */
export function stacked<C extends Carry>({ kind, seed, make, options }: StackedParts<C>): RecurrentLayer<C> {
  const { layers, bidirectional, dropout, ...others } = options;
  positiveWhole(kind, 'the number of layers', layers);
  if (layers > MOST_LAYERS)
    throw new ContractError(kind, `the number of layers must be at most ${MOST_LAYERS}`, printed(layers), 'Check it.');
  const directions = bidirectional ? 2 : 1;
  const cells = Array.from({ length: layers * directions }, make);
  return recurrentLayer({ kind, cells, directions, dropout, seed, options: others });
}

/** The results of a cell along a sequence. */
interface Ran<C extends Carry> {
  /** The carry after the last step. */
  readonly carry: C;
  readonly output: Node;
  /** The output of the last step; of a sequence without steps the carry that it begins with, if that is the output. */
  readonly last: () => Node;
}

/** Runs a cell along an axis, from a carry that is made of the one that the cell begins with. */
function alongTime<C extends Carry>(
  cell: RecurrentCell<C>,
  x: Node,
  { begin, ...steps }: Steps & { readonly begin: (initial: C) => C },
): Ran<C> {
  const init = begin(cell.initial(sum(x, { axes: steps.axis }) as Node));
  let carried: string | undefined;
  const step = (before: Carry, now: Node): CellStep<Carry> => {
    const result = cell(before as C, now);
    carried = carriedOutput(result);
    return result;
  };
  const run = 'checkpointed' in cell ? checkpointed(step) : step;
  const { carry, output } = scan<Carry, Node, Node, number>(run, x, { init, ...steps }) as Ran<C>;
  return { carry, output, last: () => (carried === undefined ? lastOutput(output, steps) : carry[carried]!) };
}

/** The name of the part of the carry that is the output; none if it is another node. `scan` refuses what is no step. */
function carriedOutput(step: CellStep<Carry> | undefined): string | undefined {
  const carry = step?.carry ?? {};
  return Object.keys(carry).find(name => carry[name] === step!.output);
}

/** The steps along which an output lies. */
interface Steps {
  readonly axis: number;
  readonly reverse: boolean;
  readonly mask: Node | undefined;
}

/** The output of the last step that was computed, or of the last valid one. */
function lastOutput(output: Node, { axis, reverse, mask }: Steps): Node {
  const { shape } = output;
  if (mask === undefined) {
    const step = slice(output, reverse ? { axis, to: 1 } : { axis, from: -1 }) as Node;
    return reshape(step, without(shape, axis)) as Node;
  }
  const valid = cast(mask, 'int32') as Node;
  const left = cumsum(valid, { axis, reverse: !reverse });
  const isLast = equal(mul(valid, left) as Node, 1) as Node;
  const alike = reshape(isLast, [...mask.shape, ...shape.slice(mask.shape.length).map(() => 1)]) as Node;
  return sum(where(alike, output, 0) as Node, { axes: axis }) as Node;
}

function without<T>(shape: readonly T[], axis: number): T[] {
  return shape.filter((_, at) => at !== axis);
}
