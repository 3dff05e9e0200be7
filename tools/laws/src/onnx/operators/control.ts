import * as graph from '@thalweg/graph';
import { constant, read, scan, type Node } from '@thalweg/graph';
import type { Sizes } from '@thalweg/tensor';
import type { OnnxCall } from '../onnx-call.ts';
import type { Operators } from '../operator.ts';

const isTrue = (x: Node): boolean => read(x).item() !== 0;

/** The branch of a condition that is known when the model is built, as those about shapes are. */
function chosen(call: OnnxCall): readonly Node[] {
  return call.graph(isTrue(call.input(0)) ? 'then_branch' : 'else_branch')([]);
}

/** A loop with as many turns as are known when the model is built, one after another. */
function unrolled(call: OnnxCall): readonly Node[] {
  const [most, body] = [call.numbers(0)?.[0] ?? Infinity, call.graph('body')];
  let goesOn = call.inputs[1] ?? (constant([1], { dtype: 'bool' }) as Node);
  let carried: readonly Node[] = call.inputs.slice(2) as Node[];
  const turns: (readonly Node[])[] = [];
  while (turns.length < most && isTrue(goesOn)) {
    const turn = constant(turns.length, { dtype: 'int32' }) as Node;
    const [next, ...outputs] = body([turn, goesOn, ...carried]);
    goesOn = next!;
    carried = outputs.slice(0, carried.length);
    turns.push(outputs.slice(carried.length));
  }
  call.refuse('a loop without a turn', turns.length === 0);
  return [...carried, ...turns[0]!.map((_, n) => graph.stack(turns.map(turn => turn[n]!)) as Node)];
}

/** A scan along the first axes, or those of attributes. */
function scanned(call: OnnxCall): readonly Node[] {
  const [body, count] = [call.graph('body'), call.integer('num_scan_inputs', 1)];
  for (const attribute of ['scan_input_axes', 'scan_output_axes', 'scan_input_directions', 'scan_output_directions', 'directions'])
    call.refuse('scans along other axes, or backward', call.integers(attribute)?.some(number => number !== 0) === true);
  const inputs = call.inputs.slice(call.opset < 9 ? 1 : 0) as Node[];
  const run = (given: readonly Node[]): readonly Node[] => {
    const init = Object.fromEntries(given.slice(0, -count).map((one, n) => [`state${n}`, one]));
    const cell = (carry: Record<string, Node>, xs: readonly Node[]): never => {
      const outputs = body([...Object.values(carry), ...xs]);
      const states = Object.keys(init).map((name, n) => [name, outputs[n]!] as const);
      return { carry: Object.fromEntries(states), output: outputs.slice(states.length) } as never;
    };
    const ran: unknown = scan(cell as never, given.slice(-count), { axis: 0, init: init as never });
    const { carry, output } = ran as { readonly carry: Record<string, Node>; readonly output: readonly Node[] };
    return [...Object.values(carry), ...output];
  };
  if (call.opset >= 9) return run(inputs);
  // Before, each value had a first axis, of examples.
  const examples = Array.from({ length: (inputs[0]!.shape as Sizes)[0]! }, (_, n) =>
    run(inputs.map(x => graph.gather(x, constant(n, { dtype: 'int32' })) as Node)),
  );
  return examples[0]!.map((_, n) => graph.stack(examples.map(outputs => outputs[n]!)) as Node);
} // prettier-ignore

/** Operators with graphs of their own, and those of optional values. */
export const controlOperators: Operators = {
  If: chosen,
  Loop: unrolled,
  Scan: scanned,
  OptionalHasElement: call => constant(call.inputs[0] === undefined ? 0 : 1, { dtype: 'bool' }) as Node,
  OptionalGetElement: call => call.input(0),
};
