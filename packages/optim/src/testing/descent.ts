import { becomes, openFrame, sub, type Node, type Parameter, type TaskFrame } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { type Transform, updatesOf } from '../rules/updates.ts';

/** A loss being descended. */
export interface Descent {
  /** Takes so many steps, one by default; throws what a step fails with. The loss before the last of them. */
  readonly step: (count?: number) => number;
  /** What the optimizer makes of the gradient of each parameter. */
  readonly updates: ReadonlyMap<Parameter, Node>;
  /** The nodes that replace parameters when the model is evaluated. */
  readonly evaluated: ReadonlyMap<Parameter, Node>;
  /** Every node that the rules are made of. */
  readonly wires: readonly Node[];
  readonly close: () => void;
}

/** Descends as `train` does: `θ ← θ − u`, where u is what the optimizer makes of the gradient. */
export function descend(loss: Node, optimizer: Transform): Descent {
  const mapped = optimizer(updatesOf(loss));
  const updates = new Map(mapped.parameters.map(parameter => [parameter, mapped.of(parameter)]));
  const moved = mapped.mapElements((u, theta) => becomes(theta, sub(theta, u)));
  const rules = [...moved.parameters.map(parameter => moved.elements(parameter)), ...moved.rules];
  const frame = openFrame({ outputs: [loss], rules, training: true, steps: true });
  return {
    updates,
    evaluated: mapped.evaluated,
    wires: [...allBelow([loss, ...rules])],
    step(count = 1) {
      let loss = NaN;
      for (let i = 0; i < count; i++) loss = outputsOf(frame)[0]!.item();
      return loss;
    },
    close: () => frame.close(),
  };
}

/** The wires with a name, such as a moment's. */
export function named({ wires }: Descent, name: string): Node {
  const found = wires.filter(wire => wire.name === name);
  if (found.length !== 1)
    throw new Error(`${found.length} wires named ${name} among ${wires.map(wire => wire.name).join(', ')}`);
  return found[0]!;
}

function outputsOf(frame: TaskFrame): readonly Tensor[] {
  let outputs: readonly Tensor[] | undefined;
  frame.run([], outcome => {
    if ('error' in outcome) throw outcome.error;
    outputs = outcome.outputs;
  });
  return outputs!;
}

function allBelow(roots: readonly Node[]): Set<Node> {
  const found = new Set<Node>(roots);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return found;
}
