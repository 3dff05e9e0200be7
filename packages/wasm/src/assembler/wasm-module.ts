import { host } from '../memory/host.ts';
import { Code } from './code.ts';
import { type Func, MOST_PARAMS } from './func.ts';
import type { Module, Signature } from './module.ts';
import { type Arithmetic, TYPES, WasmFunc } from './wasm-func.ts';

/** Bytes, as they are written or as they are kept. */
export type Bytes = readonly number[] | Uint8Array;

const SECTION = { type: 1, import: 2, function: 3, export: 7, element: 9, code: 10 } as const;

const FUNCTION = 0;

const TABLE = 1;

const MEMORY = 2;

const GLOBAL = 3;

const I32 = 0x7f;

const FUNCREF = 0x70;

/** The limits of a memory have a maximum, and threads share it. */
const SHARED = 3;

/** The types of functions in tables, by their number of i32 parameters. */
const CALLED = /* @__PURE__ */ Array.from({ length: MOST_PARAMS + 1 }, (_, count): Signature => ({
  params: new Array<'i32'>(count).fill('i32'),
  results: [],
}));

/** A module of WebAssembly: functions over one memory, `env.memory`, which is imported. */
export class WasmModule implements Module {
  readonly lanes = 4;
  readonly #arithmetic: Arithmetic;
  /** An int32 that it imports, its only global. */
  readonly #global: string | undefined;
  readonly #signatures: Signature[] = [];
  readonly #imports: string[] = [];
  /** For each function its size, its locals and its code. */
  readonly #bodies: Bytes[][] = [];
  /** The locals of functions that differ only in how they begin, and their code from there on. */
  readonly #rests = new Map<string, { readonly head: Bytes; readonly code: Uint8Array }>();
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  /** The functions that come into the table, the first one at a place; no table is imported without. */
  #elements: { readonly from: number; readonly functions: readonly number[] } | undefined = undefined;

  constructor(arithmetic: Arithmetic = WasmFunc, global?: string) {
    this.#arithmetic = arithmetic;
    this.#global = global;
  }

  /** The host has it as `env.name`. */
  import(name: string, signature: Signature): number {
    this.#imports.push(name);
    return this.#signatures.push(signature) - 1;
  }

  func(signature: Signature, write: (f: Func) => void): number {
    const f = new this.#arithmetic(signature.params.length);
    write(f);
    const head = f.finish().bytes;
    // An array of numbers would take eight times the room until the module is written.
    return this.add(signature, head, Uint8Array.from(f.bytes));
  }

  similar<T>(signature: Signature, key: string, begin: (f: Func) => T, rest: (f: Func, begun: T) => void): number {
    const f = new this.#arithmetic(signature.params.length);
    const begun = begin(f);
    const from = f.bytes.length;
    const known = this.#rests.get(key);
    if (known !== undefined) {
      const code = new Uint8Array(from + known.code.length);
      code.set(f.bytes);
      code.set(known.code, from);
      return this.add(signature, known.head, code);
    }
    rest(f, begun);
    const head = f.finish().bytes;
    const code = Uint8Array.from(f.bytes);
    this.#rests.set(key, { head, code: code.subarray(from) });
    return this.add(signature, head, code);
  }

  /** Adds a function of so many bytes: those of its locals, and those of its code. Returns its index. */
  add(signature: Signature, head: Bytes, code: Bytes): number {
    this.#bodies.push([new Code().unsigned(head.length + code.length).bytes, head, code]);
    return this.#signatures.push(signature) - 1;
  }

  export(name: string, index: number): void {
    this.#exports.push({ name, index });
  }

  /** Functions for the table that modules share, `env.table`, which are called by their call index there. */
  elements(from: number, functions: readonly number[]): void {
    this.#elements = { from, functions };
  }

  /**
   * The whole module in its binary form, for a memory that is shared if it has a `maximum`, in pages. Source: "WebAssembly
   * Core Specification 2.0", §5.5.
   */
  toBytes(maximum?: number): Uint8Array<ArrayBuffer> {
    const out: Bytes[] = [[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]];
    // Each function has its own type, after those of functions in tables: hosts find those that are alike.
    section(out, SECTION.type, [...CALLED, ...this.#signatures], (code, { params, results }) => {
      code.byte(0x60);
      for (const list of [params, results]) {
        code.unsigned(list.length);
        for (const type of list) code.byte(TYPES[type]);
      }
    });
    const elements = this.#elements;
    const others = elements === undefined ? [] : ['table'];
    const global = this.#global ?? [];
    section(out, SECTION.import, ['memory', ...this.#imports, ...others].concat(global), (code, name, i) => {
      code.text('env').text(name);
      if (i > this.#imports.length) code.append(name === this.#global ? [GLOBAL, I32, 0] : [TABLE, FUNCREF, 0, 0]);
      else if (i > 0) code.byte(FUNCTION).unsigned(CALLED.length + i - 1);
      else if (maximum === undefined) code.append([MEMORY, 0, 1]);
      else code.append([MEMORY, SHARED, 1]).unsigned(maximum);
    });
    section(out, SECTION.function, this.#bodies, (code, _, i) =>
      code.unsigned(CALLED.length + this.#imports.length + i),
    );
    section(out, SECTION.export, this.#exports, (code, { name, index }) =>
      code.text(name).byte(FUNCTION).unsigned(index),
    );
    if (elements !== undefined)
      section(out, SECTION.element, [elements], (code, { from, functions }) => {
        // For the first table; the place is an expression.
        code.byte(0).byte(0x41).signed(from).byte(0x0b).unsigned(functions.length);
        for (const index of functions) code.unsigned(index);
      });
    const bodies = [new Code().unsigned(this.#bodies.length).bytes, ...this.#bodies.flat()];
    out.push(new Code().byte(SECTION.code).unsigned(lengthOf(bodies)).bytes, ...bodies);
    return joined(out);
  }
}

function lengthOf(parts: readonly Bytes[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Returns all bytes in one array. */
export function joined(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function section<T>(
  out: Bytes[],
  id: number,
  items: readonly T[],
  write: (code: Code, item: T, index: number) => void,
): void {
  const code = new Code().unsigned(items.length);
  items.forEach((item, index) => write(code, item, index));
  out.push(new Code().byte(id).unsigned(code.bytes.length).bytes, code.bytes);
}

/**
 * Why there is no WebAssembly with SIMD, or with what else makes a vector: an old host, or a page's policy that forbids it.
 * `undefined` if there is.
 */
export function whyNot(write: (f: Func) => void = f => f.f32x4(0), arithmetic?: Arithmetic): string | undefined {
  const module = new WasmModule(arithmetic);
  module.func({ params: [], results: ['v128'] }, write);
  try {
    new (host().Module)(module.toBytes());
    return undefined;
  } catch (error) {
    return String(error).replace(/\.+$/, '');
  }
}
