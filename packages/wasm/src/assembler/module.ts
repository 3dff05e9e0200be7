import { Code } from './code.ts';
import { Func, TYPES, type ValueType } from './func.ts';

/** What a function takes and gives. */
export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

const SECTION = { type: 1, import: 2, function: 3, export: 7, code: 10 } as const;
const FUNCTION = 0;
const MEMORY = 2;
/** The limits of a memory have a maximum, and threads share it. */
const SHARED = 3;

/** A module as it is written: functions over one memory, `env.memory`, which is imported. */
export class Module {
  readonly #types = new Map<string, { readonly index: number; readonly signature: Signature }>();
  readonly #imports: { readonly name: string; readonly type: number }[] = [];
  readonly #functions: { readonly type: number; body: Code }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];

  /** A function of the host, `env.name`. All imports come before the first function. */
  import(name: string, signature: Signature): number {
    if (this.#functions.length > 0) throw new Error('imports come before functions');
    this.#imports.push({ name, type: this.#type(signature) });
    return this.#imports.length - 1;
  }

  /** A function; its index, for calls. It may call those before it. */
  func({ params, results }: Signature, write: (f: Func) => void): number {
    const f = new Func(params.length);
    write(f);
    this.#functions.push({ type: this.#type({ params, results }), body: f.finish() });
    return this.#imports.length + this.#functions.length - 1;
  }

  export(name: string, index: number): void {
    this.#exports.push({ name, index });
  }

  /**
   * The whole module in its binary form, for a memory that is shared if it has a `maximum`, in pages. Source: "WebAssembly
   * Core Specification 2.0", §5.5.
   */
  toBytes(maximum?: number): Uint8Array<ArrayBuffer> {
    const out = new Code().append([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    section(out, SECTION.type, [...this.#types.values()], (code, { signature: { params, results } }) => {
      code.byte(0x60);
      for (const list of [params, results]) {
        code.unsigned(list.length);
        for (const type of list) code.byte(TYPES[type]);
      }
    });
    section(out, SECTION.import, [undefined, ...this.#imports], (code, one) => {
      code.text('env').text(one?.name ?? 'memory');
      if (one !== undefined) code.byte(FUNCTION).unsigned(one.type);
      else if (maximum === undefined) code.append([MEMORY, 0, 1]);
      else code.append([MEMORY, SHARED, 1]).unsigned(maximum);
    });
    section(out, SECTION.function, this.#functions, (code, { type }) => code.unsigned(type));
    section(out, SECTION.export, this.#exports, (code, { name, index }) =>
      code.text(name).byte(FUNCTION).unsigned(index),
    );
    section(out, SECTION.code, this.#functions, (code, { body }) => code.sized(body));
    return new Uint8Array(out.bytes);
  }

  #type(signature: Signature): number {
    const key = `${signature.params.join()}:${signature.results.join()}`;
    let found = this.#types.get(key);
    if (found === undefined) this.#types.set(key, (found = { index: this.#types.size, signature }));
    return found.index;
  }
}

function section<T>(out: Code, id: number, items: readonly T[], write: (code: Code, item: T) => void): void {
  const code = new Code().unsigned(items.length);
  for (const item of items) write(code, item);
  out.byte(id).sized(code);
}
