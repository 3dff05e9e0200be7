import {
  cast,
  constant,
  feedOf,
  gradient,
  input,
  neg,
  openFrame,
  parameter,
  parametersOf,
  read,
  type Input,
  type Node,
} from '@thalweg/graph';
import type { DType, Tensor } from '@thalweg/tensor';
import type { Inputs, OperationRow } from './operation-row.ts';
import { tensorOf, type Plain } from './plain.ts';
import { applied, floats, fused, weighed } from './applied.ts';
import { expect } from 'vitest';

/** In the midst of a formula it gives the same bits, whether a frame stores what is between or computes it in one loop. */
export function fusesExactly(row: OperationRow, inputs: Inputs): void {
  for (const real of floats) {
    const [before, node, after] = amidst(row, inputs, real);
    const alone = read(after).toJSON();
    expect(fused(after)[0]!.toJSON()).toEqual(alone);
    expect(fused(after, node, ...before)[0]!.toJSON()).toEqual(alone);
    expect(fused(node)[0]!.toJSON()).toEqual(read(node).toJSON());
  }
}

/** An operation with others before and after it that change no bits, or only the sign. */
function amidst(row: OperationRow, inputs: Inputs, real: DType): [before: Node[], node: Node, after: Node] {
  const before: Node[] = [];
  const operands = inputs.map(input => {
    if (input.dtype !== 'real') return constant(tensorOf(input, real)) as Node;
    const twice = neg(neg(parameter(tensorOf(input, real)) as Node));
    before.push(twice);
    return twice;
  });
  const node = row.apply(...operands);
  return [before, node, reader(node)];
}

/** Another operation that reads a node, so that nobody sees the node's own value. */
function reader(node: Node): Node {
  return node.dtype === 'bool' ? cast(node, 'int32') : neg(node);
}

/** The same inputs give the same bits: in a circuit of their own, and again in the same frame after others. */
export function repeatsItsBits(row: OperationRow, inputs: Inputs): void {
  for (const real of floats) {
    const first = read(applied(row, inputs, real)).toJSON();
    expect(read(applied(row, inputs, real)).toJSON()).toEqual(first);

    const sources = inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype === 'real' ? real : dtype));
    const node = row.apply(...(sources as Node[]));
    const pass = passes(sources, reader(node));
    const values = inputs.map(given => tensorOf(given, real));
    const once = pass(values).toJSON();
    pass(inputs.map(given => tensorOf(turned(given), real)));
    expect(pass(values).toJSON()).toEqual(once);
  }
}

/** The same elements in reverse. */
function turned(given: Plain): Plain {
  return { ...given, data: [...given.data].reverse() };
}

/** Passes of one frame, which writes to the same storage each time where nobody has seen it. */
function passes(sources: readonly Input[], output: Node): (values: readonly Tensor[]) => Tensor {
  const frame = openFrame({ outputs: [output] });
  return values => {
    let found: Tensor | undefined;
    frame.run(
      sources.map((source, i) => feedOf(source, values[i]!)),
      outcome => {
        if ('error' in outcome) throw outcome.error;
        found = outcome.outputs[0];
      },
    );
    return found!;
  };
}

/** Computing it, and its gradient, writes to none of its inputs. */
export function leavesItsInputsAlone(row: OperationRow, inputs: Inputs): void {
  const values = inputs.map(given => tensorOf(given, 'float64'));
  const kept = values.map(({ data }) => data.slice());
  const nodes = values.map((value, i) => (inputs[i]!.dtype === 'real' ? parameter(value) : constant(value)) as Node);
  const node = row.apply(...nodes);
  const slopes = row.gradient === 'passes' ? slopesOf(node) : [];
  read(node);
  fused(node, ...slopes);
  values.forEach(({ data }, i) => expect(data, `input ${i}`).toEqual(kept[i]));
}

function slopesOf(node: Node): Node[] {
  const loss = weighed(node, 0);
  return parametersOf(loss).map(source => gradient(loss, source as Node));
}
