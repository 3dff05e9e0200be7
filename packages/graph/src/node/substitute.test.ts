import { refute } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import {
  add,
  becomes,
  cast,
  concat,
  constant,
  feed,
  gather,
  gradient,
  input,
  mul,
  openFrame,
  parameter,
  read,
  registersOf,
  reshape,
  sin,
  square,
  state,
  substitute,
  sum,
  tanh,
  whenTraining,
  type Input,
  type Node,
} from '../index.ts';
import { number, outputsOf, pass, stepper } from '../testing/stepping.ts';

const float64 = { dtype: 'float64' } as const;
const one = (replaced: unknown, by: unknown) => new Map([[replaced as Node, by as Node]]);

/** All nodes that a root depends on, itself too. */
function below(root: Node): ReadonlySet<Node> {
  const found = new Set([root]);
  for (const node of found) for (const below of node.inputs) found.add(below);
  return found;
}

describe('substitute', () => {
  const [x, y, z] = [parameter(2, float64), parameter(3, float64), parameter(0.7, float64)];
  const formula = (x: Node, y: Node): Node => {
    const shared = mul(x, y);
    return add(sin(shared), mul(shared, add(y, constant(1, float64))));
  };
  const root = formula(x as Node, y as Node);

  /** A substitution gives the numbers of the formula written with the other node. */
  const givesTheFormula = (replace: (root: Node) => Node, by: Node = z as Node): void => {
    expect(number(replace(root))).toBe(number(formula(by, y as Node)));
  };

  it('gives the same formula with another node, which a double that changes one path alone does not', () => {
    givesTheFormula(substitute(one(x, z)));
    const [first, second] = root.inputs as [Node, Node];
    refute(() => givesTheFormula(() => add(substitute(one(x, z))(first), second)));
  });

  it('builds anew only what depends on the replaced node, each node once', () => {
    const found = substitute(one(x, z))(root);
    const made = [...below(found)].filter(node => !below(root).has(node) && node !== (z as Node));
    expect(made.map(({ name }) => name).sort()).toEqual(['add', 'mul', 'mul', 'sin']);
    expect(below(found).has(x as Node)).toBe(false);
    const untouched = root.inputs[1]!.inputs[1]!;
    expect(below(found).has(untouched)).toBe(true);
  });

  it('gives the same object where nothing is replaced', () => {
    expect(substitute(new Map())(root)).toBe(root);
    expect(substitute(one(parameter(1), parameter(2)))(root)).toBe(root);
  });

  it('replaces all at once: what is put in is not looked into, and two nodes can change places', () => {
    givesTheFormula(substitute(one(x, mul(x, z))), mul(x, z) as Node);
    const exchanged = substitute(new Map([...one(x, y), ...one(y, x)]))(root);
    expect(number(exchanged)).toBe(number(formula(y as Node, x as Node)));
  });

  it('replaces the root, an input and what stands in the middle', () => {
    expect(substitute(one(root, z))(root)).toBe(z);
    const fed = input('fed', [], 'float64');
    expect(number(substitute(one(fed, z))(mul(fed, 2) as Node))).toBe(1.4);
    const middle = mul(x, y) as Node;
    expect(number(substitute(one(middle, z))(add(middle, middle)))).toBe(1.4);
  });

  it('shares between several roots what it builds', () => {
    const at = substitute(one(x, z));
    const shared = tanh(x);
    const [a, b] = [at(add(shared, 1)), at(mul(shared, 2))];
    expect(a.inputs[0]).toBe(b.inputs[0]);
  });

  it('is differentiated as the formula that comes out', () => {
    const found = substitute(one(x, z))(root);
    for (const at of [z, y])
      expect(number(gradient(found, at as Node))).toBe(number(gradient(formula(z as Node, y as Node), at as Node)));
    expect(() => gradient(found, x)).toThrow('must depend on parameter');
  });

  it('replaces in gradients, also of tables', () => {
    const slope = gradient(root, y as Node);
    expect(number(substitute(one(x, z))(slope))).toBe(number(gradient(formula(z as Node, y as Node), y as Node)));
    const [table, other] = [parameter([[1, 2], [3, 4]]), parameter([[5, 6], [7, 8]])]; // prettier-ignore
    const taken = (table: Node): Node => sum(gather(table, constant([1, 1], { dtype: 'int32' })));
    const found = substitute(one(table, other))(taken(table as Node));
    expect(number(found)).toBe(30);
    expect(read(gradient(found, other)).toArray()).toEqual([[0, 0], [2, 2]]); // prettier-ignore
  });

  it('is differentiated twice by the nodes that are there, not by those that were', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => input(name, ['n'], 'float64') as Node) as [Node, Node, Node, Node];
    const slope = gradient(sum(square(concat([a, b]))), a);
    const found = substitute(new Map([...one(a, c), ...one(b, d)]))(slope);
    const twice = gradient(sum(found), c);
    feed([c as Input, [1, 3]], [d as Input, [5, 6]]);
    expect([read(found).toArray(), read(twice).toArray()]).toEqual([[2, 6], [2, 2]]);
  }); // prettier-ignore

  it('follows what it was given, and joins its circuit', () => {
    const [a, b] = [parameter(1, float64), parameter(5, float64)];
    const doubled = substitute(one(a, b))(mul(a, 2) as Node);
    const heard: number[] = [];
    const subscription = doubled.subscribe(value => heard.push(value.item()));
    b.set(6);
    a.set(100);
    subscription.unsubscribe();
    expect(heard).toEqual([10, 12]);
  });

  it('chooses by the mode as before, and goes back through the arm that is taken', () => {
    const chosen = (x: Node): Node => whenTraining(mul(x, 2) as Node, mul(x, x) as Node);
    const found = substitute(one(x, z))(chosen(x as Node));
    const slope = gradient(found, z as Node);
    for (const [training, wanted] of [[true, [1.4, 2]], [false, [0.7 * 0.7, 1.4]]] as const) {
      const frame = openFrame({ outputs: [found, slope], training });
      expect(outputsOf(pass(frame)).map(value => value.item())).toEqual(wanted);
      frame.close();
    }
  }); // prettier-ignore

  it('leaves the register to a rule that writes it', () => {
    const [count, by, other] = [state(0, float64), parameter(1, float64), parameter(10, float64)];
    const rule = becomes(count, add(count, by) as typeof count) as Node;
    const found = substitute(one(by, other))(rule);
    expect(found.register).toBe(count);
    expect(registersOf(found)).toEqual([count, other]);
    const frame = stepper([found]);
    outputsOf(pass(frame));
    outputsOf(pass(frame));
    frame.close();
    expect(number(count)).toBe(20);
  });

  it('goes through a chain of 20,000 nodes, half of them used twice', () => {
    let top = x as Node;
    for (let i = 0; i < 10_000; i++) top = mul(add(top, top), 0.5);
    const found = substitute(one(x, z))(top);
    expect(number(found)).toBe(0.7);
    expect(found.height).toBe(top.height);
  });

  it('refuses a replacement of another shape or dtype', () => {
    const vector = parameter([1, 2, 3], float64);
    expect(() => substitute(one(vector, x))).toThrow(
      'substitute: a replacement must have the shape of what it replaces, got [3] and []. Reshape it.',
    );
    expect(() => substitute(one(x, cast(x, 'float32')))).toThrow(
      'substitute: a replacement must have the dtype of what it replaces, got float64 and float32. Convert it with cast.',
    );
    expect(read(substitute(one(vector, reshape(vector, [3])))(vector)).toArray()).toEqual([1, 2, 3]);
  });
});
