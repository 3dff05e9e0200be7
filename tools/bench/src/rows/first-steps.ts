import type { Node, Runner } from '@thalweg/graph';
import { adam, updatesOf } from '@thalweg/optim';
import { step } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { CIRCUIT_FORMS } from './circuit-forms.ts';
import { objectLoop, OBJECTS } from './object-loop.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize, summed } from './turns.ts';

const RUNNERS: readonly (readonly [how: string, make: () => Runner | undefined])[] = [
  ['interpreted', () => undefined],
  ['compiled', () => wasm()],
];

/** The first and the second step of models of 10,000 nodes, by their forms. */
export const firstSteps: readonly RatioRow[] = Object.keys(CIRCUIT_FORMS).flatMap(form =>
  RUNNERS.flatMap(([how, make]) => [growth(form, how, make), opening(form, how, make), second(form, how, make)]),
);

/** If the time grew with the square of the nodes, the ratio would be 4. */
function growth(form: string, how: string, make: () => Runner | undefined): RatioRow {
  return {
    name: `first steps: ${form}, ${how}, 10,000 nodes`,
    ours: 'first step of 10,000 nodes, built and planned',
    reference: 'those of 2,500 nodes, four times',
    bar: 2,
    turns: 3,
    prepare: size => {
      const nodes = bySize(size, 10_000, 400);
      return {
        ours: () => stepsOf(form, nodes, make()).first,
        reference: () => summed(4, () => stepsOf(form, nodes / 4, make()).first),
      };
    },
  };
}

function opening(form: string, how: string, make: () => Runner | undefined): RatioRow {
  return {
    name: `first steps: ${form}, ${how}, first step of 10,000 nodes`,
    ours: 'first step, built and planned',
    reference: '200,000 objects made and found',
    // Two seconds, where the objects take 28 ms.
    bar: 71,
    turns: 3,
    prepare: size => ({
      ours: () => stepsOf(form, bySize(size, 10_000, 400), make()).first,
      reference: () => summed(bySize(size, 50, 1), objectLoop) / bySize(size, 50, 1),
    }),
  };
}

function second(form: string, how: string, make: () => Runner | undefined): RatioRow {
  return {
    name: `first steps: ${form}, ${how}, second step of 10,000 nodes`,
    ours: 'a node of the step',
    reference: 'an object made and found',
    // 1.2 µs a node, where the objects take 28 ms.
    bar: 8.6,
    turns: 3,
    prepare: size => ({
      ours: () => stepsOf(form, bySize(size, 10_000, 400), make()).secondOfNode,
      reference: () => objectLoop() / OBJECTS,
    }),
  };
}

/** The microseconds of the first two steps of a new circuit, and those of the second for each node of the step. */
interface Steps {
  /** Construction of all nodes, the plan, and the first step. */
  readonly first: number;
  readonly secondOfNode: number;
}

function stepsOf(form: string, size: number, runner: Runner | undefined): Steps {
  const began = performance.now();
  const { loss, values } = CIRCUIT_FORMS[form]!(size);
  const descend = step(loss, adam(), { runner });
  descend(values);
  const between = performance.now();
  descend(values);
  const second = performance.now() - between;
  return { first: 1000 * (between - began), secondOfNode: (1000 * second) / nodesBelow(rulesOf(loss)) };
}

/** The updates of Adam for all parameters of a loss: with these, all nodes of a step are below them. */
function rulesOf(loss: Node<readonly []>): Node[] {
  const updates = adam()(updatesOf(loss));
  return updates.parameters.map(parameter => updates.elements(parameter));
}

function nodesBelow(roots: readonly Node[]): number {
  const found = new Set<Node>(roots);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return found.size;
}
