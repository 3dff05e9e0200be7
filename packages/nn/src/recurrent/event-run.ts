import { add, concat, mul, type Node, reshape, scan, slice, sub, where } from '@thalweg/graph';
import { recalledImaginary, recalledReal } from '@thalweg/graph/portable';
import type { Sizes } from '@thalweg/tensor';
import type { EventMemory, Kept } from './event-memory.ts';
import type { Complex, LinearCell, Transition } from './linear-cell.ts';
import type { Carry, CellStep, RecurrentCell } from './recurrent-cell.ts';

/** An event as a cell sees it. */
interface CellEvent {
  /** `[1, in]` */
  readonly x: Node;
  /** True if the carry starts anew before it: `[]`. */
  readonly begins: Node;
}

/** The cell of a layer, and the event and the carry that it runs on. */
export interface EventRun {
  readonly cell: RecurrentCell;
  readonly memory: EventMemory;
  readonly now: CellEvent;
  /** The carry that was kept. */
  readonly before: Carry;
}

/** The output of an event, and everything that is kept for the next one. */
export interface EventResult {
  /** The output of the event. */
  readonly output: Node;
  /** The carry to keep. */
  readonly next: Carry;
  /** The rules that keep everything else. */
  readonly rules: readonly Node[];
}

/** Runs a cell over an event, before which the carry starts anew where the event says so. */
export function runOver(cell: RecurrentCell, event: CellEvent, before: Carry): CellStep<Carry> {
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
export function overLastEvents({ cell, memory, now, before }: EventRun, length: number): EventResult {
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
export function withTraces({ cell, memory, now, before }: EventRun & { readonly cell: LinearCell }): EventResult {
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
