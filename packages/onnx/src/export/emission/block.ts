import type { DType, Shape } from '@thalweg/tensor';

/** An attribute of an operator, with the kind that ONNX distinguishes. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly texts: readonly string[] }
  | { readonly graph: Block };

export type Attributes = Readonly<Record<string, Attribute>>;

/** An operator applied to values, which are known by their names. */
export interface Applied {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** A value that enters or leaves a graph. */
export interface Declared {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A graph of operators: that of a model, or one within an operator such as Scan. */
export class Block {
  readonly applied: Applied[] = [];
  readonly inputs: Declared[] = [];
  readonly outputs: Declared[] = [];
  readonly names: Names;
  /** Results of equal applications, which are computed once. */
  readonly #known = new Map<string, string>();
  readonly #producers = new Map<string, Applied>();

  constructor(names: Names) {
    this.names = names;
  }

  /** A graph within this one. */
  within(): Block {
    return new Block(this.names);
  }

  /** Applies an operator with one result, and returns the name of that. The name that is asked for may get a number. */
  apply(operator: string, inputs: readonly string[], attributes: Attributes = {}, wanted: string = operator): string {
    const hasGraph = Object.values(attributes).some(attribute => 'graph' in attribute);
    const key = hasGraph ? undefined : JSON.stringify([operator, inputs, attributes]);
    const known = key === undefined ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const [output] = this.applyAll(operator, inputs, [wanted], attributes);
    if (key !== undefined) this.#known.set(key, output!);
    return output!;
  }

  /** Applies an operator with several results, and returns their names. */
  applyAll(
    operator: string,
    inputs: readonly string[],
    wanted: readonly string[],
    attributes: Attributes = {},
  ): readonly string[] {
    const outputs = wanted.map(name => this.names.unique(name));
    const applied = { operator, inputs, outputs, attributes };
    this.applied.push(applied);
    for (const output of outputs) this.#producers.set(output, applied);
    return outputs;
  }

  /** The application whose result a value is, if it is one of this graph. */
  producer(value: string): Applied | undefined {
    return this.#producers.get(value);
  }

  /** Declares a value as an output of the graph, under that name. */
  output({ value, ...declared }: Declared & { readonly value: string }): void {
    const applied = { operator: 'Identity', inputs: [value], outputs: [declared.name], attributes: {} };
    this.applied.push(applied);
    this.outputs.push(declared);
  }
}

/** The names of a model's values, each given once. */
export class Names {
  readonly #taken = new Set<string>();
  readonly #last = new Map<string, number>();

  /** Returns true if nothing has the name yet; from then on something has. */
  take(name: string): boolean {
    if (name === '' || this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }

  /** Returns a name that nothing else has: the one that is asked for, or that with a number. */
  unique(wanted: string): string {
    const name = wanted === '' ? 'value' : wanted;
    let found = name;
    for (let n = this.#last.get(name) ?? 1; !this.take(found);) {
      found = `${name}_${++n}`;
      this.#last.set(name, n);
    }
    return found;
  }
}
