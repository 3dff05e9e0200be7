import { Input, Parameter, type Node, type Register } from '@thalweg/graph';
import { callOf } from '@thalweg/graph/portable';
import { sizeOf, type Sizes } from '@thalweg/tensor';
import { registersByName } from '@thalweg/train/engine';
import { checkedNotes, checkUnits, outputsOf } from '../parts/checked-parts.ts';
import type { ModelParts } from '../parts/model-parts.ts';
import { stepsOf } from '../preprocessing/steps-of.ts';
import type { CardLayer, CardParts, Port } from './card-parts.ts';
import { ModelCard } from './model-card.ts';

/**
 * Returns the card of a model, loaded or not: its inputs and outputs, layers, parameters, operations, figures of its training,
 * and the data that its preprocessing has seen. `JSON.stringify` gives it as JSON, `String` as Markdown.
 *
 * - **Throws** `GraphError` for what is no model
 *
 * @example
 * const x = input('x', ['batch', 2]), w = parameter([[1], [2]], { name: 'dense1/weight' });
 * const card = describe({ prediction: matmul(x, w), figures: { loss: 0.25 } });
 * card.parts.parameters // => 2
 * String(card).split('\n')[0] // => '# Model card'
 */
export function describe(model: ModelParts): ModelCard {
  const outputs = outputsOf('describe', model);
  const { units = {}, description, figures, ranges } = checkedNotes('describe', model);
  const nodes = nodesBelow(Object.values(outputs));
  const registers = [...registersByName({ roots: Object.values(outputs) })];
  const parameters = registers.filter(([, one]) => one instanceof Parameter);
  const portOf = (name: string, { shape, dtype }: Node): Port => ({ name, shape, dtype, ...(Object.hasOwn(units, name) && { unit: units[name]! }) }); // prettier-ignore
  const inputs = nodes.filter(node => node instanceof Input);
  checkUnits('describe', model, [...inputs.map(({ name }) => name), ...Object.keys(outputs)]);
  const steps = model.preprocessing && stepsOf('describe', model.preprocessing);
  const seen = Object.assign({}, ...(steps?.summary() ?? []), ranges) as NonNullable<CardParts['seen']>;
  return new ModelCard({
    ...(description !== undefined && { description }),
    inputs: inputs.map(node => portOf(node.name, node as Node)),
    outputs: Object.entries(outputs).map(([name, node]) => portOf(name, node)),
    layers: layersOf(parameters),
    parameters: elementsOf(parameters),
    states: elementsOf(registers) - elementsOf(parameters),
    operations: callsOf(nodes),
    ...(figures && { figures }),
    ...(steps && { preprocessing: steps.describe() }),
    ...(Object.keys(seen).length > 0 && { seen }),
  });
}

/** All nodes below some, themselves included, inputs in the order in which formulas use them. */
function nodesBelow(roots: readonly Node[]): Node[] {
  const found = new Set(roots);
  for (const node of found) for (const input of node.inputs) found.add(input);
  return [...found];
}

function layersOf(parameters: readonly (readonly [name: string, Register])[]): CardLayer[] {
  const layers = new Map<string, [string, Register][]>();
  for (const [name, one] of parameters) {
    const end = name.lastIndexOf('/');
    const layer = end < 0 ? name : name.slice(0, end);
    layers.set(layer, [...(layers.get(layer) ?? []), [name.slice(end + 1), one]]);
  }
  return [...layers].map(([name, own]) => ({
    name,
    parameters: Object.fromEntries(own.map(([part, { shape }]) => [part, shape])),
    size: elementsOf(own),
  }));
}

function elementsOf(registers: readonly (readonly [name: string, Register])[]): number {
  return registers.reduce((sum, [, { shape }]) => sum + sizeOf(shape as Sizes), 0);
}

/** Returns the number of calls of each operation, the most frequent first. */
function callsOf(nodes: readonly Node[]): Record<string, number> {
  const calls = new Map<string, number>();
  for (const node of nodes) {
    if (node.operation === undefined || node.register !== undefined) continue;
    const [name] = callOf(node)[0].split('.') as [string];
    calls.set(name, (calls.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...calls].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
