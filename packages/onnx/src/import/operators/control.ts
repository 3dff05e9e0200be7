import * as graph from '@thalweg/graph';
import { constant, read, scan, type Node } from '@thalweg/graph';
import { isConstant } from '../call/size-arithmetic.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { inputsBelow, NotOffered } from '../call/not-offered.ts';
import { fixedSize } from './axes.ts';
import { listed } from './elements.ts';

/** A flag that is known when the circuit is built. */
function isTrue(x: Node, what: string): boolean {
  if (isConstant(x)) return read(x).data[0] !== 0;
  const inputs = inputsBelow(x);
  throw new NotOffered(`${what} must be known when the circuit is built, and follows from ${inputs.join(', ')}`, 'value', inputs); // prettier-ignore
}

/** The branch of a condition that is known when the model is built, as those about shapes are. */
function chosen(call: OnnxCall): readonly Node[] {
  return call.graph(isTrue(call.input(0), 'its condition') ? 'then_branch' : 'else_branch')([]);
}

/** A loop with as many turns as are known when the model is built, one after another. */
function unrolled(call: OnnxCall): readonly Node[] {
  const [most, body] = [call.numbers(0)?.[0] ?? Infinity, call.graph('body')];
  let goesOn = call.inputs[1] ?? (constant([1], { dtype: 'bool' }) as Node);
  let carried: readonly Node[] = call.inputs.slice(2) as Node[];
  const turns: (readonly Node[])[] = [];
  while (turns.length < most && isTrue(goesOn, 'its condition')) {
    call.limit('turns of a loop', turns.length + 1, 4096);
    const turn = constant(turns.length, { dtype: 'int32' }) as Node;
    const [next, ...outputs] = body([turn, goesOn, ...carried]);
    goesOn = next!;
    carried = outputs.slice(0, carried.length);
    turns.push(outputs.slice(carried.length));
  }
  call.refuse('a loop without a turn', turns.length === 0);
  return [...carried, ...turns[0]!.map((_, n) => graph.stack(turns.map(turn => turn[n]!)) as Node)];
}

/** The axes and directions of the values that a scan runs along, or puts out. */
interface Along {
  readonly axes: readonly number[];
  readonly isBackward: readonly boolean[];
}

function alongOf(call: OnnxCall, kind: 'input' | 'output', values: readonly Node[]): Along {
  const axes = call.integers(`scan_${kind}_axes`) ?? values.map(() => 0);
  const old = kind === 'input' ? call.integers('directions') : undefined;
  const directions = call.integers(`scan_${kind}_directions`) ?? old ?? values.map(() => 0);
  return { axes: values.map((x, n) => ((axes[n] ?? 0) + x.shape.length) % x.shape.length), isBackward: values.map((_, n) => directions[n] === 1) };
} // prettier-ignore

/** A value with an axis in the place of another one, perhaps from its end on. */
function placed(x: Node, [from, to]: readonly [number, number], isBackward: boolean): Node {
  const order = x.shape.map((_, axis) => axis);
  order.splice(to, 0, ...order.splice(from, 1));
  const moved = from === to ? x : (graph.transpose(x, order) as Node);
  return isBackward ? (graph.flip(moved, { axes: [to] }) as Node) : moved;
}

/** A scan along the first axes, or those of attributes. */
function scanned(call: OnnxCall): readonly Node[] {
  const [body, count] = [call.graph('body'), call.integer('num_scan_inputs', 1)];
  // Before opset 9 the first input was lengths of sequences.
  const first = call.opset < 9 ? 1 : 0;
  const inputs = call.inputs.slice(first).map((_, place) => call.input(first + place));
  call.refuse('scans without a value to run along', count < 1 || count > inputs.length);
  const run = (given: readonly Node[]): readonly Node[] => {
    const xs = given.slice(-count);
    const along = alongOf(call, 'input', xs);
    const turned = xs.map((x, n) => placed(x, [along.axes[n]!, 0], along.isBackward[n]!));
    const init = Object.fromEntries(given.slice(0, -count).map((one, n) => [`state${n}`, one]));
    const cell = (carry: Record<string, Node>, steps: readonly Node[]): never => {
      const outputs = body([...Object.values(carry), ...steps]);
      const states = Object.keys(init).map((name, n) => [name, outputs[n]!] as const);
      return { carry: Object.fromEntries(states), output: outputs.slice(states.length) } as never;
    };
    const ran: unknown = scan(cell as never, turned, { axis: 0, init: init as never });
    const { carry, output } = ran as { readonly carry: Record<string, Node>; readonly output: readonly Node[] };
    const out = alongOf(call, 'output', output);
    return [...Object.values(carry), ...output.map((y, n) => placed(y, [0, out.axes[n]!], out.isBackward[n]!))];
  };
  if (call.opset >= 9) return run(inputs);
  // Before, each value had a first axis, of examples.
  const count8 = fixedSize(inputs[0]!, 0);
  call.limit('examples of an old scan', count8, 1024);
  const examples = listed(count8, n => run(inputs.map(x => graph.gather(x, constant(n, { dtype: 'int32' })) as Node)));
  return examples[0]!.map((_, n) => graph.stack(examples.map(outputs => outputs[n]!)) as Node);
}

/** Operators with their own graphs, and those of optional values. */
export const controlOperators: OnnxOperators = {
  If: chosen,
  Loop: unrolled,
  Scan: scanned,
  OptionalHasElement: call => constant(call.inputs[0] === undefined ? 0 : 1, { dtype: 'bool' }) as Node,
  OptionalGetElement: call => call.input(0),
};
