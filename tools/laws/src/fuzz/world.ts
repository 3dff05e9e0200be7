import {
  add,
  cast,
  constant,
  gather,
  input,
  matmul,
  mean,
  mul,
  parameter,
  reshape,
  square,
  state,
  sub,
  sum,
} from '@thalweg/graph';
import type { Input, Node } from '@thalweg/graph';
import type { Chance } from './chance.ts';
import type { Drawn, Maker, Manners } from './drawn.ts';

/**
 * The circuit of one call and records for it: a table of weights, an input for it, labels, and a loss that depends on all of
 * them. What is drawn twice for one call is the same node.
 */
export class World {
  readonly x: Input = input('x', ['batch', 2]) as unknown as Input;
  readonly label: Input = input('label', ['batch'], 'int32') as unknown as Input;
  readonly y: Input = input('y', ['batch']) as unknown as Input;
  readonly a: Input = input('a', []) as unknown as Input;
  readonly #known = new Map<string, Node>();

  readonly registers: readonly Maker<Node>[] = [
    [
      'w',
      () =>
        parameter(
          [
            [0.1, 0.2],
            [0.3, -0.4],
          ],
          { name: 'w' },
        ),
    ],
    ['b', () => parameter([0.5, -0.5], { name: 'b' })],
    ['s', () => parameter(0.5, { name: 's' })],
    ['parameter([])', () => parameter([])],
    ['parameter([1, 2, 3])', () => parameter([1, 2, 3])],
    ['state(0)', () => state(0)],
    ["state([1, 2], { dtype: 'float64' })", () => state([1, 2], { dtype: 'float64' })],
    ["parameter([[1], [2]], { dtype: 'float64' })", () => parameter([[1], [2]], { dtype: 'float64' })],
  ];

  readonly inputs: readonly Maker<Node>[] = [
    ['x', () => this.x as unknown as Node],
    ['label', () => this.label as unknown as Node],
    ['y', () => this.y as unknown as Node],
    ['a', () => this.a as unknown as Node],
    ["input('v', [3])", () => input('v', [3])],
    ["input('rows', ['n'], 'int32')", () => input('rows', ['n'], 'int32')],
    ["input('q', ['batch', 'time', 2])", () => input('q', ['batch', 'time', 2])],
  ];

  readonly scalars: readonly Maker<Node>[] = [
    ['loss', () => mean(square(sub(matmul(this.x, this.node('w')), this.node('b'))))],
    ['square(s)', () => square(this.node('s'))],
    ['sum(square(w))', () => sum(square(this.node('w')))],
    ['a', () => this.a],
    ['constant(2)', () => constant(2)],
    ["constant(1, { dtype: 'int32' })", () => constant(1, { dtype: 'int32' })],
    ['mul(a, s)', () => mul(this.a, this.node('s'))],
  ];

  readonly vectors: readonly Maker<Node>[] = [
    ['y', () => this.y],
    ['label', () => this.label],
    ['b', () => this.node('b')],
    ['constant([1, 2, 3])', () => constant([1, 2, 3])],
    ["constant([0, 1], { dtype: 'int32' })", () => constant([0, 1], { dtype: 'int32' })],
    ['constant([true, false])', () => constant([true, false])],
    ['score', () => reshape(matmul(this.x, constant([[0.5], [0.25]])), ['batch'])],
    ['constant([])', () => constant([])],
  ];

  readonly matrices: readonly Maker<Node>[] = [
    ['x', () => this.x],
    ['w', () => this.node('w')],
    ['logits', () => add(matmul(this.x, this.node('w')), this.node('b'))],
    ['logits', () => add(matmul(this.x, this.node('w')), this.node('b'))],
    ['gather(w, label)', () => gather(this.node('w'), this.label)],
    [
      'constant([[1, 2], [3, 4]])',
      () =>
        constant([
          [1, 2],
          [3, 4],
        ]),
    ],
    ["cast(x, 'float64')", () => cast(this.x, 'float64')],
    ['constant([[], []])', () => constant([[], []])],
  ];

  readonly strange: readonly Maker<Node>[] = [
    ['constant(NaN)', () => constant(NaN)],
    ['constant([[[1, 2]]])', () => constant([[[1, 2]]])],
    ["constant([1, 2147483647], { dtype: 'int32' })", () => constant([1, 2147483647], { dtype: 'int32' })],
    ['constant([true])', () => constant([true])],
    ["input('e', ['batch', 0])", () => input('e', ['batch', 0])],
    ['constant([Infinity, -1, 0])', () => constant([Infinity, -1, 0])],
    ["constant([[-1, 7]], { dtype: 'int32' })", () => constant([[-1, 7]], { dtype: 'int32' })],
  ];

  /** The node of a name; the same one each time. */
  node(text: string): Node {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const makers = [
      ...this.registers,
      ...this.inputs,
      ...this.scalars,
      ...this.vectors,
      ...this.matrices,
      ...this.strange,
    ];
    const made = makers.find(([name]) => name === text)![1]();
    this.#known.set(text, made);
    return made;
  }

  /** Draws a node; of a rank, if it is given. */
  drawNode(chance: Chance, { wild }: Manners, rank?: number): Drawn {
    const ranked = [this.scalars, this.vectors, this.matrices];
    const any = chance.of([...ranked, this.registers]);
    const makers = chance.is(wild) ? this.strange : rank === undefined ? any : (ranked[rank] ?? any);
    return this.#drawn(chance, makers);
  }

  drawInput(chance: Chance): Drawn {
    return this.#drawn(chance, this.inputs);
  }

  drawRegister(chance: Chance): Drawn {
    return this.#drawn(chance, this.registers);
  }

  /** Gives the inputs a value, so that what depends on them has one. */
  fill(): void {
    this.x.set([
      [1, 2],
      [3, 4],
    ]);
    this.label.set([0, 1]);
    this.y.set([1, 0]);
    this.a.set(2);
  }

  #drawn(chance: Chance, makers: readonly Maker<Node>[]): Drawn {
    const [text] = chance.of(makers);
    return { value: this.node(text), text };
  }
}
