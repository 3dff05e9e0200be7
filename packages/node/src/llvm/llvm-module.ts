import type { Func, Module, Signature } from '@thalweg/wasm/engine';
import type { Callee } from './body.ts';
import { LlvmFunc } from './llvm-func.ts';

/** A module in LLVM IR: functions over one memory, whose address is their first argument. They return 1 if the pass has failed. */
export class LlvmModule implements Module {
  readonly #widest: number;
  readonly #functions: Callee[] = [];
  readonly #written: LlvmFunc[] = [];
  readonly #addressOf: (name: string, returns: boolean) => bigint;
  readonly #fused: boolean;
  readonly #declarations = new Set<string>();
  /** The functions that are exported, by their names. */
  readonly exports: Map<string, Callee> = new Map();

  /** The widest vectors have so many times 16 bytes. Functions of the host have addresses. Multiply-adds may be fused. */
  constructor(widest: number, fused: boolean, addressOf: (name: string, returns: boolean) => bigint) {
    this.#widest = widest;
    this.#fused = fused;
    this.#addressOf = addressOf;
  }

  get lanes(): number {
    return 4 * this.#widest;
  }

  /** The function that ends a pass, or one of the host. */
  import(name: string, { params, results }: Signature): number {
    const address = name === 'fail' ? undefined : this.#addressOf(name, results.length > 0);
    return (
      this.#functions.push({ name, params: params.length, address, returns: results.length > 0, mayFail: false }) - 1
    );
  }

  func({ params, results }: Signature, write: (f: Func) => void): number {
    if (results.length > 0) throw new Error('Native code returns nothing.');
    const callee = (index: number): Callee => this.#functions[index]!;
    const f = new LlvmFunc(params.length, {
      declarations: this.#declarations,
      widest: this.#widest,
      fused: this.#fused,
      callee,
    });
    write(f);
    this.#written.push(f);
    const name = `f${this.#written.length}`;
    return this.#functions.push({ name, params: params.length, mayFail: f.mayFail }) - 1;
  }

  similar<T>(signature: Signature, _: string, begin: (f: Func) => T, rest: (f: Func, begun: T) => void): number {
    return this.func(signature, f => rest(f, begin(f)));
  }

  export(name: string, index: number): void {
    this.exports.set(name, this.#functions[index]!);
  }

  /** The text, for a machine with a triple and a layout of data. */
  textFor({ triple, layout }: { readonly triple: string; readonly layout: string }): string {
    const exported = new Set([...this.exports.values()].map(({ name }) => name));
    return [
      `target datalayout = "${layout}"`,
      `target triple = "${triple}"`,
      ...this.#declarations,
      ...this.#written.map((f, n) => f.finish(`f${n + 1}`, exported.has(`f${n + 1}`) ? '' : 'internal')),
      `attributes #0 = { nounwind "prefer-vector-width"="${128 * this.#widest}" }`,
      '',
    ].join('\n');
  }
}
