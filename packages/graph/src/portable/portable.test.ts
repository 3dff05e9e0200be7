import { describe, expect, it } from 'vitest';
import {
  add,
  allOperations,
  becomes,
  concat,
  constant,
  elementwise,
  gradient,
  input,
  matmul,
  mul,
  operation,
  parameter,
  read,
  relu,
  scalar,
  scan,
  softmax,
  state,
  sum,
  tanh,
  uniformLike,
  whenTraining,
  type Node,
} from '../index.ts';
import { buildGraph } from './build-graph.ts';
import { describeGraph } from './describe-graph.ts';

/** A graph that was written as JSON and read again; typed arrays stay. */
function travelled(outputs: Record<string, Node>, operations = allOperations): ReturnType<typeof buildGraph> {
  const { description, registers } = describeGraph(outputs, operations);
  return buildGraph(JSON.parse(JSON.stringify(description, packed), unpacked), {
    operations,
    valueOf: ({ key }) => read(registers.get(key)!),
  });
}

const packed = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? { type: value.constructor.name, list: Array.from(value as Float32Array) } : value;

const unpacked = (_: string, value: unknown): unknown => {
  const { type, list } = (value ?? {}) as { type?: 'Float32Array'; list?: number[] };
  return type === undefined ? value : new globalThis[type](list!);
};

describe('a described graph', () => {
  it('computes the same bits when it is built again, and so do its gradients', () => {
    const x = input('x', ['batch', 3]);
    const w = parameter([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]], { name: 'w' }); // prettier-ignore
    const y = softmax(relu(add(matmul(x, w), constant([0.25, -0.5]))));
    const { inputs, outputs, registers } = travelled({ y: y as Node });
    const rows = [[1, 2, 3], [-1, 0.5, 2]]; // prettier-ignore
    x.set(rows);
    inputs.x!.set(rows);
    expect(read(outputs.y!).toArray()).toEqual(read(y).toArray());
    const loss = (z: Node): Node<readonly []> => sum(mul(z, constant([1, 2])) as Node) as Node<readonly []>;
    expect(read(gradient(loss(outputs.y!), registers.get('w')!)).toArray()).toEqual(read(gradient(loss(y as Node), w)).toArray()); // prettier-ignore
  });

  it('keeps a scan, with what its cell captures', () => {
    const xs = input('xs', ['time', 1, 2]);
    const w = parameter([[0.5, -0.25], [0.125, 0.75]], { name: 'w' }); // prettier-ignore
    const cell = (h: Node, x: Node): { carry: Node; output: Node } => {
      const next = tanh(add(matmul(h as never, w), matmul(x as never, w)) as Node);
      return { carry: next, output: mul(next, constant(2)) as Node };
    };
    const run = scan(cell as never, xs, { init: constant([[0.5, 0.5]]) as never }) as { carry: Node; output: Node };
    const built = travelled({ last: run.carry, all: run.output });
    const values = [[[1, 2]], [[-1, 0]], [[0.5, 3]]]; // prettier-ignore
    xs.set(values);
    built.inputs.xs!.set(values);
    for (const [name, node] of Object.entries({ last: run.carry, all: run.output }))
      expect(read(built.outputs[name]!).toArray()).toEqual(read(node).toArray());
    const [own, other] = [gradient(sum(run.output) as never, w), gradient(sum(built.outputs.all!) as never, built.registers.get('w')!)]; // prettier-ignore
    expect(read(other).toArray()).toEqual(read(own).toArray());
  });

  it('keeps both modes, states and their rules', () => {
    const x = input('x', ['batch']);
    const count = state(0, { name: 'count', dtype: 'int32' });
    const noise = uniformLike(x, [1, 2] as never, becomes(count, add(count, 1) as never) as never);
    const built = travelled({ y: whenTraining(mul(x, noise) as never, x) as Node });
    expect([...built.registers.keys()]).toEqual(['count']);
    built.inputs.x!.set([1, 2]);
    expect(read(built.outputs.y!).toArray()).toEqual([1, 2]);
  });
});

describe('a graph is refused', () => {
  const x = input('x', [2]);

  it('if an operation is not in the table, by its name', () => {
    const own = operation({ name: 'cube', shape: ([a]) => a!, kernel: (y, [a]) => y.data.set(a!.data) });
    expect(() => describeGraph({ y: own(x as Node) }, allOperations)).toThrow(
      'cube: an operation must be in the table to be saved, got a table without it',
    );
    expect(travelled({ y: own(x as Node) }, { ...allOperations, cube: own as never }).inputs).toHaveProperty('x');
  });

  it('if an operation of the same name computes something else', () => {
    const { description } = describeGraph({ y: tanh(x) as Node }, allOperations);
    const other = elementwise('tanh', { formula: a => scalar.mul(a!, 2) });
    expect(() => buildGraph(description, { operations: { tanh: other as never }, valueOf: () => read(x) })).toThrow(
      'tanh must compute what it did when the model was saved',
    );
  });

  it('before it is written, if the operation in the table computes something else', () => {
    const scaled = (factor: number): ((x: Node) => Node) =>
      elementwise('scaled', { formula: a => scalar.mul(a!, factor) });
    expect(() => describeGraph({ y: scaled(2)(x as Node) }, { ...allOperations, scaled: scaled(3) as never })).toThrow(
      'scaled: the operation in the table must compute what is saved',
    );
  });

  it('if the table of the loader lacks operations, all by name', () => {
    const { description } = describeGraph({ y: tanh(relu(x)) as Node }, allOperations);
    expect(() => buildGraph(description, { operations: {}, valueOf: () => read(x) })).toThrow(
      'a table without relu, tanh. Pass { operations: { relu, tanh } }',
    );
  });

  it('if its sizes double with each node, by the node, and not before it is too large', () => {
    let node = input('x', ['batch']) as Node;
    for (let n = 0; n < 52; n++) node = concat([node, node]) as Node;
    const { description } = describeGraph({ node }, allOperations);
    const build = (more: number): ReturnType<typeof buildGraph> => {
      const nodes = [...description.nodes];
      for (let n = 0; n < more; n++)
        nodes.push({
          kind: 'call',
          operation: 'concat',
          args: [[{ node: 52 + n }, { node: 52 + n }], { axis: 0 }],
          digest: '',
        });
      return buildGraph({ ...description, nodes }, { operations: allOperations, valueOf: () => expect.unreachable() });
    };
    expect(JSON.stringify(description).length).toBeLessThan(6000);
    expect(build(0).outputs.node!.shape).toEqual([`batch*${2 ** 52}`]);
    expect(() => build(8)).toThrow('node 53: the arguments of concat must fit, got concat: a size, and each factor of one, must be a whole number up to 2⁵³'); // prettier-ignore
  });

  it('if its scans lie within each other without an end', () => {
    const scanIn = (body: readonly object[]): object => ({ kind: 'scan', init: [], xs: [0], captures: [], body, next: [], outputs: [], reverse: false, recomputes: false }); // prettier-ignore
    const slice = { kind: 'slice', of: 0, name: 'x', shape: [1], dtype: 'float32' };
    let body: readonly object[] = [slice];
    for (let depth = 0; depth < 2000; depth++) body = [slice, scanIn(body)];
    const shape = new Array<number>(60).fill(1);
    const graph = { nodes: [{ kind: 'input', name: 'x', shape, dtype: 'float32' }, scanIn(body)], outputs: {} };
    expect(() => buildGraph(graph, { operations: allOperations, valueOf: () => expect.unreachable() })).toThrow('scans must lie within each other at most 32 times, got more'); // prettier-ignore
  });
});
