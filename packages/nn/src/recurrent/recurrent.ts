import type { Node } from '@thalweg/graph';
import { withRules } from '@thalweg/graph/author';
import { ContractError, ShapeError, type Shape, type Sizes } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import { layerIdentity } from '../layer-parts/layer-identity.ts';
import type { WithLast } from '../layer-parts/layer.ts';
import { positiveWhole } from '../layer-parts/sizes.ts';
import { EventMemory, type Kept, likeRecord, recordFlag, recordRow } from './event-memory.ts';
import { type EventResult, type EventRun, overLastEvents, runOver, withTraces } from './event-run.ts';
import type { LinearCell } from './linear-cell.ts';
import { checkedKeys, type RecordKeys } from './record-keys.ts';
import { type Carry, checkedCell, type RecurrentCell } from './recurrent-cell.ts';

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
