import { GraphError, type Node, Parameter, registersOf, state } from '@thalweg/graph';
import { handOut, nodeOf, rebuild, withInputs } from '@thalweg/graph/author';
import { inputsOf } from '@thalweg/graph/wires';
import { sizeOf } from '@thalweg/tensor';
import { functionOf } from '@thalweg/tensor/engine';

/** Says by its name whether a parameter goes on training. */
export type Trainable = (name: string) => boolean;

/** Returns what a node of a circuit that is frozen becomes: from the node, and from what its inputs have become. */
export type Build = (node: Node, inputs: readonly Node[]) => Node;

/**
 * Returns a function from nodes to nodes that compute the same, as in a frame that does not train, from states in place of
 * parameters. Nodes that it is applied to later share what was built before.
 *
 * - **Throws** `GraphError` for what is no node, and if no parameter is `trainable` though a function for that was given
 */
export function freezing(
  subject: string,
  trainable: Trainable | undefined,
  build: Build = withInputs,
): (root: Node) => Node {
  const trains = functionOf<Trainable>(subject, 'trainable', trainable ?? (() => false));
  const known = new Map<Node, Node>();
  const built: Build = (node, inputs) => {
    if (node instanceof Parameter) return trains(node.name) ? node : stateOf(node as Parameter);
    // Nothing is learned, so no rule fires, and of two modes there is one.
    if (node.register !== undefined || node.operation?.kernel.kind === 'mode') return inputs[0]!;
    return build(node, inputs);
  };
  return root => {
    const parameters = registersOf(nodeOf(subject, root)).filter(register => register instanceof Parameter);
    if (trainable !== undefined && !parameters.some(({ name }) => trains(name)))
      throw new GraphError(
        subject,
        'trainable must be true of a parameter',
        'false of each',
        parameters.length === 0
          ? 'There is none: leave it out.'
          : `Choose from ${inWords(parameters.map(({ name }) => name))}.`,
      );
    return rebuild(root, known, { inputsOf: node => inputsOf(node, false), build: built });
  };
}

/** A state with the value of a parameter. They share the buffer until one of them is written. */
function stateOf(parameter: Parameter): Node {
  return state(handOut(parameter), { name: parameter.name }) as Node;
}

/** Returns some names in words. */
export function inWords(names: readonly string[]): string {
  return `${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}`;
}

/** Returns the name of the largest register that a weight follows from. */
export function weightName(weight: Node): string {
  return registersOf(weight).sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape))[0]?.name ?? 'constant';
}
