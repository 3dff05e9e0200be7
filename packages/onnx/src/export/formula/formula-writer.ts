import type { DType } from '@thalweg/tensor';
import type { Attributes } from '../block.ts';
import type { Emission } from '../emission.ts';
import type { Term } from './term.ts';

/** The operators of ONNX Runtime on processors that take float32 only; they are computed in it for float64 too. */
const SINGLE: ReadonlySet<string> = /* @__PURE__ */ new Set(['Atan', 'Erf']);

/** Writes the parts of formulas over numbers of one dtype. */
export class FormulaWriter {
  readonly dtype: DType;
  readonly #emission: Emission;

  constructor(emission: Emission, dtype: DType) {
    this.#emission = emission;
    this.dtype = dtype;
  }

  /** A term as the name of numbers: flags are 0 and 1. */
  number({ name, isFlag }: Term): string {
    return isFlag ? this.#emission.cast(name, 'bool', this.dtype) : name;
  }

  /** A term as the name of flags: numbers other than 0 are true. */
  flag({ name, isFlag }: Term): string {
    return isFlag ? name : this.#emission.cast(name, this.dtype, 'bool');
  }

  literal(value: number): Term {
    return { name: this.#emission.constants.number(value, this.dtype), isFlag: false };
  }

  /** Applies an operator to numbers. */
  apply(operator: string, ...terms: readonly (Term | number)[]): Term {
    return { name: this.#applied(operator, this.#numbers(terms)), isFlag: false };
  }

  /** Applies an operator to numbers, which gives flags. */
  compare(operator: string, ...terms: readonly (Term | number)[]): Term {
    return { name: this.#emission.block.apply(operator, this.#numbers(terms)), isFlag: true };
  }

  /** Applies an operator to flags. */
  logic(operator: string, ...terms: readonly Term[]): Term {
    return { name: this.#emission.block.apply(operator, terms.map(term => this.flag(term))), isFlag: true }; // prettier-ignore
  }

  /** The first where a condition holds, else the second. */
  choose(condition: Term, a: Term | number, b: Term | number): Term {
    const [one, other] = this.#numbers([a, b]);
    return { name: this.#emission.block.apply('Where', [this.flag(condition), one!, other!]), isFlag: false };
  }

  /** Applies an operator with attributes to numbers. */
  withAttributes(operator: string, terms: readonly Term[], attributes: Attributes): Term {
    return { name: this.#emission.block.apply(operator, this.#numbers(terms), attributes), isFlag: false };
  }

  #numbers(terms: readonly (Term | number)[]): string[] {
    return terms.map(term => this.number(typeof term === 'number' ? this.literal(term) : term));
  }

  #applied(operator: string, names: readonly string[]): string {
    const emission = this.#emission;
    if (this.dtype !== 'float64' || !SINGLE.has(operator)) return emission.block.apply(operator, names);
    const narrow = names.map(name => emission.cast(name, 'float64', 'float32'));
    return emission.cast(emission.block.apply(operator, narrow), 'float32', 'float64');
  }
}
