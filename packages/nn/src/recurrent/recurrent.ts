import { add, concat, mul, type Node, reshape, scan, slice, sub, where } from '@thalweg/graph';
import { withRules } from '@thalweg/graph/author';
import { recalledImaginary, recalledReal } from '@thalweg/graph/portable';
import { ContractError, type Shape, ShapeError, type Sizes } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { layerIdentity } from '../layer-parts/layer-identity.ts';
import type { WithLast } from '../layer-parts/layer.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { EventMemory, type Kept, likeRecord, recordFlag, recordRow } from './event-memory.ts';
import type { Complex, LinearCell, Transition } from './linear-cell.ts';
import { checkedKeys, type RecordKeys } from './record-keys.ts';
import { type Carry, type CellStep, checkedCell, type RecurrentCell } from './recurrent-cell.ts';

/** The shape of the output of a layer over events: that of its input, with as many units as the cell has. */
export type EventShape<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [unknown]
    ? readonly [number]
    : WithLast<S, number, 'recurrent'>;

/** Options of {@link recurrent}. */
export interface RecurrentEventOptions {
  /** A flag, such as a field of the record: where it is true, the carry starts anew before the event. */
  readonly reset?: Node | undefined;
  /**
   * The number of last events, the present one included, that the gradient goes back through; 1 by default, which stops at
   * the carry.
   */
  readonly truncate?: number;
  /**
   * If true, the gradient of the cell's parameters goes back through all events, by eligibility traces. The cell must be
   * linear along the events, as an `lruCell` is. False by default.
   */
  readonly traces?: boolean;
  /** The keys of events: each key has its own carry. By default all events are one stream. */
  readonly keys?: RecordKeys | undefined;
  /** The prefix of the names of its states: `recurrent1`, `recurrent2`, … by default. */
  readonly name?: string;
}

/**
 * Returns a layer that runs a recurrent cell over the events of a stream: one pass is one event, and the carry is a state
 * that only steps move. So a model of a stream learns with `learn` or `learnRows`, event by event, in constant memory.
 *
 * Reading does not move the carry: `predict` and `evaluate` see each record as the next event after those that were learned.
 * A step that fails leaves the carry as it was, and a snapshot keeps it.
 *
 * The gradient goes back as far as one of two options says:
 *
 * - `truncate: k` keeps the inputs of the last k events and the carry before them. Each event runs the cell over all of them
 *   again with the present parameters, so it costs k times as much.
 * - `traces: true` keeps the derivatives of the carry, for a linear cell. The gradient of an event's loss is then exact with
 *   respect to all events before, as long as the parameters are held; it costs about as much as two more products.
 *
 * Both go back in time within the cell only. A layer below gets the gradient of the present event only; with traces, that layer
 * goes back through its own past too.
 *
 * The layer owns its states, and shares them when it is applied again. A step that contains two applications of one layer
 * fails with `GraphError`, as it would write the carry twice.
 *
 * - **Shape** `x: [in] → [units]`, `[batch, in] → [batch, units]`; a batch of one row, as an event is one record
 * - **States** the carry, by the names of its parts; `first`, or `stay` with keys; `inputs` and `begins` with `truncate`;
 *   `decayTrace` and `weightTrace` with `traces`. With keys, each is a table with a row for each place
 * - **Gradient** of the cell's parameters as above
 * - **Throws** `ContractError` for traces of a cell without them or with `truncate`; when it is applied, `ShapeError` for another
 *   shape or a reset that is no flag of one record, `DtypeError` for a reset that is not bool
 * - **Stream errors** `ShapeError` for a batch of another number of rows than one
 *
 * @example
 * // A cell that is given by hand: a sum that fades.
 * const fading = Object.assign(
 *   ({ sum }, x) => { const next = add(mul(sum, 0.5), x); return { carry: { sum: next }, output: next }; },
 *   { initial: x => ({ sum: fillLike(x, 0) }) },
 * );
 * const y = input('x', [1]).pipe(recurrent(fading, { reset: input('isFirst', [], 'bool') }));
 * y.shape // => [1]
 */
export function recurrent<C extends Carry>(
  cell: RecurrentCell<C>,
  options?: RecurrentEventOptions,
): <S extends Shape>(x: Node<S>) => Node<EventShape<S>> {
  const chosen = optionsOf('recurrent', options, {
    reset: undefined,
    truncate: 1,
    traces: false,
    keys: undefined,
    name: undefined,
  });
  checkedCell('recurrent', cell);
  positiveWhole('recurrent', 'truncate', chosen.truncate);
  if (chosen.traces) checkTraced(cell, chosen.truncate);
  const keys = checkedKeys(chosen.keys);
  const run = cell as unknown as RecurrentCell;
  let memory: EventMemory | undefined;
  return <S extends Shape>(given: Node<S>) => {
    const x = given as Node;
    const row = recordRow(x);
    memory ??= new EventMemory(layerIdentity('recurrent', x, { name: chosen.name }), keys);
    const reset = chosen.reset === undefined ? undefined : recordFlag('reset', chosen.reset);
    const first = memory.first(reset);
    const kept = keptCarry(memory, run.initial(row));
    const now = { x: row, begins: first.flag };
    const { output, next, rules } = resultOf({ cell: run, memory, now, before: valuesOf(kept) }, chosen);
    const all = [first.rule, ...rules, ...Object.keys(kept).map(part => kept[part]!.becomes(next[part]!))];
    return likeRecord(withRules(output, ...all), x) as Node as Node<EventShape<S>>;
  };
}

function resultOf(
  run: EventRun,
  { truncate, traces }: { readonly truncate: number; readonly traces: boolean },
): EventResult {
  if (traces) return withTraces(run as EventRun & { readonly cell: LinearCell });
  if (truncate > 1) return overLastEvents(run, truncate);
  const { carry, output } = runOver(run.cell, run.now, run.before);
  return { output, next: carry, rules: [] };
}

function checkTraced(cell: object, truncate: number): void {
  if (!('transition' in cell))
    throw new ContractError(
      'recurrent',
      'a cell with traces must be linear along the events',
      'a cell without a transition',
      'Take lruCell, or truncate: k in place of traces.',
    );
  if (truncate !== 1)
    throw new ContractError(
      'recurrent',
      'truncate must be left out with traces',
      String(truncate),
      'Traces go back through all events.',
    );
}

function keptCarry(memory: EventMemory, initial: Carry): Readonly<Record<string, Kept>> {
  const parts = Object.entries(initial).map(([part, { shape, dtype }]) => {
    if (shape.every(length => typeof length === 'number'))
      return [part, memory.keep({ part, sizes: shape as Sizes, dtype })] as const;
    throw new ShapeError('recurrent', [shape], `the carry ${part} must have fixed sizes`, 'Check the initial carry.');
  });
  return Object.fromEntries(parts);
}

function valuesOf(kept: Readonly<Record<string, Kept>>): Carry {
  return Object.fromEntries(Object.entries(kept).map(([part, { before }]) => [part, before]));
}

/** An event as a cell sees it. */
interface CellEvent {
  /** `[1, in]` */
  readonly x: Node;
  /** True if the carry starts anew before it: `[]`. */
  readonly begins: Node;
}

/** The cell of a layer, and the event and the carry that it runs on. */
interface EventRun {
  readonly cell: RecurrentCell;
  readonly memory: EventMemory;
  readonly now: CellEvent;
  /** The carry that was kept. */
  readonly before: Carry;
}

/** The output of an event, and everything that is kept for the next one. */
interface EventResult {
  /** The output of the event. */
  readonly output: Node;
  /** The carry to keep. */
  readonly next: Carry;
  /** The rules that keep everything else. */
  readonly rules: readonly Node[];
}

/** Runs a cell over an event, before which the carry starts anew where the event says so. */
function runOver(cell: RecurrentCell, event: CellEvent, before: Carry): CellStep<Carry> {
  return cell(startOf(cell, event, before), event.x);
}

/** Returns the initial carry where an event begins anew, and the one from before elsewhere. */
function startOf(cell: RecurrentCell, { x, begins }: CellEvent, before: Carry): Carry {
  const initial = cell.initial(x);
  const parts = Object.keys(initial).map(part => [part, where(begins, initial[part]!, before[part]!)]);
  return Object.fromEntries(parts) as Carry;
}

/**
 * Runs a cell over the last `length` events, at least two, with its present parameters. All but the present one are kept, and
 * the carry before them. Before there were so many, each begins anew.
 */
function overLastEvents({ cell, memory, now, before }: EventRun, length: number): EventResult {
  const { shape, dtype } = now.x;
  const xs = memory.keep({ part: 'inputs', sizes: [length - 1, ...(shape as readonly number[])], dtype });
  const flags = memory.keep({ part: 'begins', sizes: [length - 1], dtype: 'bool', first: 1 });
  const first = { x: reshape(oldest(xs.before), shape), begins: reshape(oldest(flags.before), []) as Node };
  const others = {
    x: followed(xs.before, reshape(now.x, [1, ...shape])),
    begins: followed(flags.before, reshape(now.begins, [1]) as Node),
  };
  const { carry: next } = runOver(cell, first, before);
  const run = (carry: Carry, event: CellEvent) => runOver(cell, event, carry);
  const { output } = scan(run, others, { init: next, axis: 0 });
  return {
    output: reshape(slice(output, { axis: 0, from: -1 }), output.shape.slice(1)),
    next,
    rules: [xs.becomes(others.x), flags.becomes(others.begins)],
  };
}

function oldest(events: Node): Node {
  return slice(events, { axis: 0, from: 0, to: 1 }) as Node;
}

/** Returns all but the first of some events, and one more. */
function followed(events: Node, latest: Node): Node {
  return events.shape[0] === 1 ? latest : (concat([slice(events, { axis: 0, from: 1 }) as Node, latest]) as Node);
}

/**
 * Runs a linear cell over an event, where the carry from before is a function of the parameters: its local gradient reads
 * eligibility traces, the derivatives of the carry, which events move forward in time. The carry of `h′ = λ ⊙ h + x·W` has the
 * derivatives `e_λ′ = λ ⊙ e_λ + h` and `e_W′ = λ ⊙ e_W + x`, so an event costs about two more products. The gradients of λ and
 * W reach the parameters that these are made of. They are exact as long as the parameters are held, and nearly so while they
 * move slowly.
 *
 * - **Source** Zucchet, Meier, Schug, Mujika and Sacramento, "Online learning of long-range dependencies", 2023,
 *   arXiv 2305.15947, §3.2
 */
function withTraces({ cell, memory, now, before }: EventRun & { readonly cell: LinearCell }): EventResult {
  const { x, begins } = now;
  const transition = cell.transition(x);
  const { decay, weight } = transition;
  const start = startOf(cell as unknown as RecurrentCell, now, before) as Carry & Complex;
  const kept = { decay: keptLike(decay, memory, 'decayTrace'), weight: keptLike(weight, memory, 'weightTrace') };
  const traces = { decay: beforeOf(kept.decay, begins), weight: beforeOf(kept.weight, begins) };
  const { carry, output } = cell(asFunctionOf(transition, start, traces), x);
  const past = { re: reshape(start.re, decay.re.shape), im: reshape(start.im, decay.im.shape) };
  const turned = product(decay, traces.weight);
  const column = reshape(x, [x.shape[1]!, 1]);
  return {
    output,
    next: carry,
    rules: [
      ...rulesOf(kept.decay, sum(product(decay, traces.decay), past)),
      ...rulesOf(kept.weight, { re: add(turned.re, column) as Node, im: turned.im }),
    ],
  };
}

/** A complex value that is kept. */
interface KeptComplex {
  readonly re: Kept;
  readonly im: Kept;
}

function keptLike({ re, im }: Complex, memory: EventMemory, name: string): KeptComplex {
  const keep = (part: string, { shape, dtype }: Node): Kept =>
    memory.keep({ part: `${name}/${part}`, sizes: shape as Sizes, dtype });
  return { re: keep('re', re), im: keep('im', im) };
}

/** Returns the value from before an event, zero where it begins anew. */
function beforeOf({ re, im }: KeptComplex, begins: Node): Complex {
  return { re: where(begins, 0, re.before) as Node, im: where(begins, 0, im.before) as Node };
}

function rulesOf({ re, im }: KeptComplex, next: Complex): readonly Node[] {
  return [re.becomes(next.re), im.becomes(next.im)];
}

/** Returns a carry as a function of the transition, with the derivatives by its parts in their places. */
function asFunctionOf({ decay, weight }: Transition, carry: Complex, traces: Transition): Complex {
  const parts = [decay.re, decay.im, weight.re, weight.im];
  const given = [traces.decay.re, traces.decay.im, traces.weight.re, traces.weight.im];
  return { re: recalledReal(carry.re, ...parts, ...given), im: recalledImaginary(carry.im, ...parts, ...given) };
}

function product(a: Complex, b: Complex): Complex {
  return {
    re: sub(mul(a.re, b.re), mul(a.im, b.im)) as Node,
    im: add(mul(a.re, b.im), mul(a.im, b.re)) as Node,
  };
}

function sum(a: Complex, b: Complex): Complex {
  return { re: add(a.re, b.re) as Node, im: add(a.im, b.im) as Node };
}
