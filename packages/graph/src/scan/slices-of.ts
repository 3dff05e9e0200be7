import { GraphError } from '../errors/graph-error.ts';
import type { Node } from '../node/node.ts';
import { checkSameLength } from './check-same-length.ts';
import type { PlannedSlice } from './loop-plan.ts';
import { placeholder } from './placeholder.ts';
import { axisIn, timeFirst } from './time-first.ts';

/** A placeholder for one position of each input. Throws `ShapeError` if an input lacks the axis or has another length. */
export function slicesOf(subject: string, inputs: readonly Node[], axis: string | number): PlannedSlice[] {
  if (inputs.length === 0) throw new GraphError(subject, 'there must be an input', 'none', 'Give it xs with the axis.');
  const slices = inputs.map(x => sliceOf(x, axisIn(x, axis, subject)));
  checkSameLength(
    slices.map(({ stack }) => stack.shape),
    subject,
  );
  return slices;
}

function sliceOf(x: Node, axis: number): PlannedSlice {
  const { name, dtype, circuit } = x;
  const shape = x.shape.filter((_, other) => other !== axis);
  return { placeholder: placeholder({ name, shape, dtype, circuit }), stack: timeFirst(x, axis) };
}

/** Makes one circuit of all that enters, so that layers in a cell are counted in it. */
export function joinCircuits(nodes: readonly Node[]): void {
  const circuits = nodes.flatMap(({ circuit }) => (circuit === undefined ? [] : [circuit]));
  for (const circuit of circuits) circuits[0]!.join(circuit);
}
