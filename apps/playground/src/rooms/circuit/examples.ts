/** A circuit of the lecture. */
export interface Example {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly values: ReadonlyMap<string, number>;
  /** The names of its operations, in order. */
  readonly called: readonly string[];
}

/** The circuits of the lecture. The room opens with the first one. */
export const examples: readonly [Example, ...Example[]] = [
  {
    name: 'first',
    title: 'A sum and a product',
    text: '(x + y) * z',
    values: new Map([
      ['x', -2],
      ['y', 5],
      ['z', -4],
    ]),
    called: ['q', 'f'],
  },
  {
    name: 'sigmoid',
    title: 'The sigmoid in four boxes',
    text: '1 / (1 + exp(-1 * (w0*x0 + w1*x1 + w2)))',
    values: new Map([
      ['w0', 2],
      ['x0', -1],
      ['w1', -3],
      ['x1', -2],
      ['w2', -3],
    ]),
    called: ['p0', 'p1', 's', 't', 'n', 'u', 'd', 'f'],
  },
];
