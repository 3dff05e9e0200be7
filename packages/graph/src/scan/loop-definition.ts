import type { DType, Shape } from '@thalweg/tensor';
import { GraphError } from '../errors/graph-error.ts';
import type { Circuit } from '../frame/circuit.ts';
import { Node } from '../node/node.ts';
import { rebuild, withInputs } from '../node/rebuild.ts';
import { positions } from '../operations/creation/filled.ts';
import { SourceValue } from '../wire/source-value.ts';

/** A loop to build, in terms of placeholders and of nodes from outside. */
export interface LoopDefinition {
  /** The name for errors; `scan` by default. */
  readonly subject?: string;
  readonly carries: readonly LoopCarry[];
  /** There is at least one: it has the number of steps. */
  readonly slices: readonly LoopSlice[];
  /** Nodes whose values at all steps are wanted. */
  readonly outputs: readonly Node[];
  /** Sums over all steps. */
  readonly sums: readonly LoopSum[];
  readonly reverse: boolean;
  /** True if only carries are kept for the gradient, and all else is computed again. */
  readonly recomputes: boolean;
}

/** A value that one step hands to the next. */
export interface LoopCarry {
  readonly placeholder: Node;
  readonly init: Node;
  readonly next: Node;
}

/** A value that each step takes from its position in a stack. */
export interface LoopSlice {
  readonly placeholder: Node;
  readonly stack: Node;
}

/** The sum of terms over all steps, in the shape of a node from outside. */
export interface LoopSum {
  readonly terms: readonly Node[];
  readonly like: Node;
}

/** The results of a loop. */
export interface LoopNodes {
  readonly last: readonly Node[];
  readonly outputs: readonly Node[];
  /** `undefined` for a sum of no terms. */
  readonly sums: readonly (Node | undefined)[];
}

/** The value that a placeholder stands for. */
interface PlaceholderParts {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly circuit?: Circuit | undefined;
}

/** A source in the body of a scan. Outside of the scan it has no value, only an error that says so. */
export function placeholder({ name, shape, dtype, circuit }: PlaceholderParts): Node {
  const sourceValue = new SourceValue(dtype);
  sourceValue.fail(
    new GraphError(
      name,
      'a value inside of a scan must be read by its outputs',
      'a reader outside',
      'Return it from the cell, as a part of the output.',
    ),
  );
  return new Node({ name, shape, dtype, circuit, sourceValue });
}

/** The nodes that depend on the placeholders of a loop. */
export class Dependence {
  /** The nodes that vary from step to step, inputs first, with the placeholders that are reached. */
  readonly varying: Node[];
  readonly #varies = new Set<Node>();
  readonly #onCarry = new Set<Node>();

  constructor(roots: readonly Node[], carries: readonly Node[], slices: readonly Node[]) {
    const found = new Set(roots);
    for (const node of found) for (const input of node.inputs) found.add(input);
    for (const carry of carries) this.#onCarry.add(carry);
    for (const source of [...carries, ...slices]) this.#varies.add(source);
    const sorted = [...found].sort((a, b) => a.height - b.height);
    for (const node of sorted) {
      if (node.inputs.some(input => this.#varies.has(input))) this.#varies.add(node);
      if (node.inputs.some(input => this.#onCarry.has(input))) this.#onCarry.add(node);
    }
    this.varying = sorted.filter(node => this.#varies.has(node));
  }

  /** Adds nodes that depend on the step before. */
  addOnCarry(...nodes: readonly Node[]): void {
    for (const node of nodes) {
      this.varying.push(node);
      this.#varies.add(node);
      this.#onCarry.add(node);
    }
  }

  /** True if a node may have another value at each step. */
  varies(node: Node): boolean {
    return this.#varies.has(node);
  }

  /** True if it depends on the step before. */
  isOnCarry(node: Node): boolean {
    return this.#onCarry.has(node);
  }
}

/** The nodes of a loop that vary from step to step, inputs first. */
function varyingIn(definition: LoopDefinition): readonly Node[] {
  return dependenceIn(definition).varying;
}

/** A loop in which all nodes that vary are built anew, from what their inputs become. */
function replacedIn(definition: LoopDefinition, build: (node: Node, inputs: readonly Node[]) => Node): LoopDefinition {
  const dependence = dependenceIn(definition);
  const known = new Map<Node, Node>();
  const inputsOf = (node: Node): readonly Node[] => (dependence.varies(node) ? node.inputs : []);
  const become = (root: Node): Node =>
    rebuild(root, known, {
      inputsOf,
      build: (node, inputs) => (inputs.length === 0 ? node : build(node, inputs)),
    });
  return {
    ...definition,
    carries: definition.carries.map(carry => ({ ...carry, next: become(carry.next) })),
    outputs: definition.outputs.map(become),
  };
}

function dependenceIn({ carries, slices, outputs }: LoopDefinition): Dependence {
  return new Dependence(
    [...carries.map(({ next }) => next), ...outputs],
    carries.map(one => one.placeholder),
    slices.map(one => one.placeholder),
  );
}

/** A loop in which random numbers depend on the position of the step too, or are the same at all steps. */
export function withTime(definition: LoopDefinition, noise: 'each' | 'same'): LoopDefinition {
  if (!varyingIn(definition).some(({ operation }) => operation?.atTime !== undefined)) return definition;
  const time = noise === 'each' ? placeholder({ name: 'time', shape: [], dtype: 'int32' }) : undefined;
  const timed = replacedIn(definition, (node, inputs) => {
    const same = withInputs(node, inputs);
    return node.operation?.atTime?.(same, time) ?? same;
  });
  if (time === undefined) return timed;
  return {
    ...timed,
    slices: [...definition.slices, { placeholder: time, stack: positions(definition.slices[0]!.stack, 0) }],
  };
}

/** True if what a loop computes step by step differs between training and prediction. */
export function showsMode(definition: LoopDefinition): boolean {
  return varyingIn(definition).some(isMode);
}

/** The loop as one mode computes it. */
export function inMode(definition: LoopDefinition, training: boolean): LoopDefinition {
  return replacedIn(definition, (node, inputs) =>
    isMode(node) ? inputs[training ? 0 : 1]! : withInputs(node, inputs),
  );
}

function isMode({ operation }: Node): boolean {
  return operation?.kernel.kind === 'mode';
}
