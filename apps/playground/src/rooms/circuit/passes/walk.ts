import type { Node } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import type { NamedCircuit } from './named-circuit.ts';

/** A step of a walk: one node’s value in the forward pass, or its gradient in the backward pass. */
export interface Step {
  readonly pass: 'forward' | 'backward';
  readonly node: Node;
}

/** Returns the steps of the forward pass, followed by those of the backward pass in reverse order. */
export function walkOf({ nodes, inputs }: NamedCircuit): readonly Step[] {
  const given = new Set<Node>([...inputs.values()].map(input => input as Node));
  const forward = nodes.filter(node => !given.has(node)).map((node): Step => ({ pass: 'forward', node }));
  const backward = nodes.map((node): Step => ({ pass: 'backward', node })).reverse();
  return [...forward, ...backward];
}

/** Returns the values and gradients that are known at a position. At the start, only the inputs are. */
export function revealedAt(circuit: NamedCircuit, steps: readonly Step[], position: number): Revealed {
  const done = steps.slice(0, position);
  const of = (pass: Step['pass']): Node[] => done.filter(step => step.pass === pass).map(({ node }) => node);
  const inputs = [...circuit.inputs.values()].map(input => input as Node);
  return { values: new Set([...inputs, ...of('forward')]), gradients: new Set(of('backward')) };
}
