import { input, type Input, type Node } from '@thalweg/graph';
import { type Shape, type Sizes, tensor } from '@thalweg/tensor';
import { circuitOf } from '../expression/circuit-of.ts';
import { cellsOf, type NamedCircuit, nodesOf, setCells, sizesOf } from '../passes/named-circuit.ts';

/** A number, a vector or a matrix. */
type Numbers = number | readonly number[] | readonly (readonly number[])[];

/** The parts of an example that is built from nodes. */
interface NodeParts<I extends Readonly<Record<string, Numbers>>> extends Pick<Example, 'name' | 'title' | 'look'> {
  /** The inputs with their first values, in the order in which the room shows them. */
  readonly inputs: I;
  /** Builds the operations that have a name. The last one is the root. */
  readonly build: (inputs: { readonly [K in keyof I]: Node }) => Readonly<Record<string, Node>>;
}

/** Returns the example of a circuit that is built from nodes. */
export function nodeExample<const I extends Readonly<Record<string, Numbers>>>(parts: NodeParts<I>): Example {
  const { name, title, look, inputs, build } = parts;
  const first = Object.entries(inputs).map(([key, numbers]) => [key, tensor(numbers, { dtype: 'float64' })] as const);
  const values = new Map(
    first.flatMap(([key, { shape, data }]) =>
      cellsOf(key, shape as Sizes).map((cell, index) => [cell, data[index]!] as const),
    ),
  );
  return {
    name,
    title,
    look,
    text: undefined,
    values,
    circuit: given => {
      const made = first.map(([key, { shape }]) => [key, inputOf(key, shape as Sizes)] as const);
      for (const [key, one] of made)
        setCells(
          one,
          cellsOf(key, sizesOf(one)).map(cell => given.get(cell) ?? values.get(cell)!),
        );
      return namedCircuit(new Map(made), build(Object.fromEntries(made) as never));
    },
  };
}

function inputOf(name: string, sizes: Sizes): Input<Shape, 'float64'> {
  return input(name, sizes as Shape, 'float64');
}

/** Returns the circuit of operations, the last of which is the root. Unnamed ones are called v1, v2 … */
function namedCircuit(inputs: NamedCircuit['inputs'], operations: Readonly<Record<string, Node>>): NamedCircuit {
  const root = Object.values(operations).at(-1)!;
  const nodes = nodesOf(root);
  const names = new Map<Node, string>(Object.entries(operations).map(([name, node]) => [node, name]));
  let count = 0;
  for (const node of nodes) if (!names.has(node)) names.set(node, node.inputs.length === 0 ? node.name : `v${++count}`);
  return { text: undefined, root, inputs, nodes, names };
}

/** A circuit that the room offers. */
export interface Example {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** One sentence that says what to look at. */
  readonly look: string;
  /** Its expression; undefined if it is built from nodes. */
  readonly text: string | undefined;
  /** The first elements of its inputs, by their names. */
  readonly values: ReadonlyMap<string, number>;
  /** Builds its circuit, with these elements of inputs. */
  readonly circuit: (values: ReadonlyMap<string, number>) => NamedCircuit;
}

/** The parts of an example that is an expression. */
interface ExpressionParts extends Pick<Example, 'name' | 'title' | 'look'> {
  readonly text: string;
  readonly values: Readonly<Record<string, number>>;
  /** The names of its operations, in order. */
  readonly called: readonly string[];
}

/** Returns the example of an expression. */
export function expressionExample({ called, values, ...parts }: ExpressionParts): Example {
  return {
    ...parts,
    values: new Map(Object.entries(values)),
    circuit: given => circuitOf(parts.text, given, called),
  };
}
