import { Code } from './code.ts';
import * as f32x4 from './opcodes/f32x4.ts';
import * as v128 from './opcodes/v128.ts';

/** The types of values, by their codes. */
export const TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof TYPES;

const END = 0x0b;
const VOID = 0x40;

const PARAMS_BITS = 3;
/** The most i32 parameters of a function in a table. */
export const MOST_PARAMS: number = 2 ** PARAMS_BITS - 1;

/** The call index of a function at a place of the modules' table, with so many i32 parameters and no result. */
export function inTable(place: number, params: number): number {
  return ~((place << PARAMS_BITS) | params);
}

/** The class that `wasm({ arithmetic })` takes: it writes the bodies of functions, and chooses how to multiply and add. */
export type Arithmetic = new (params: number) => Func;

/** The body of a function as it is written: a stack machine, one instruction after another. */
export class Func extends Code {
  readonly #params: number;
  readonly #locals: ValueType[] = [];

  constructor(params: number) {
    super();
    this.#params = params;
  }

  /** Adds a local variable, zero at first. Returns its index, after those of the parameters. */
  local(type: ValueType): number {
    return this.#params + this.#locals.push(type) - 1;
  }

  // Most of all code are these, and most of their numbers small: a module is written once, by code that is cold.

  get(local: number): this {
    if (local > 127) return this.#with(0x20, local);
    this.bytes.push(0x20, local);
    return this;
  }

  set(local: number): this {
    if (local > 127) return this.#with(0x21, local);
    this.bytes.push(0x21, local);
    return this;
  }

  tee(local: number): this {
    return this.#with(0x22, local);
  }

  i32(value: number): this {
    if (value < -64 || value > 63) return this.byte(0x41).signed(value | 0);
    this.bytes.push(0x41, value & 127);
    return this;
  }

  /** Pushes the address that all others count from: 0, or that of the block that a precompiled plan lies in. */
  origin(): this {
    return this.i32(0);
  }

  /** Pushes an address. */
  address(address: number): this {
    return this.i32(address).fromOrigin();
  }

  /** Moves the address on the stack by the origin. */
  fromOrigin(): this {
    return this;
  }

  f32(value: number): this {
    return this.byte(0x43).numbers(Float32Array.of(value));
  }

  f64(value: number): this {
    return this.byte(0x44).numbers(Float64Array.of(value));
  }

  /** A vector of four equal float32. */
  f32x4(value: number): this {
    return this.op(v128.constant).numbers(new Float32Array(4).fill(value));
  }

  /** A vector of four equal int32. */
  i32x4(value: number): this {
    return this.op(v128.constant).numbers(new Int32Array(4).fill(value));
  }

  /** A vector of two equal float64. */
  f64x2(value: number): this {
    return this.op(v128.constant).numbers(new Float64Array(2).fill(value));
  }

  /** An instruction without operands in the code. */
  op(opcode: number): this {
    const low = opcode & 0xff;
    if (opcode < 0x100) this.bytes.push(opcode);
    else if (low < 0x80) this.bytes.push(0xfe - (opcode >> 8), low);
    else this.bytes.push(0xfe - (opcode >> 8), low, 1);
    return this;
  }

  /** Adds the product of the two vectors on the stack to the sum below them, and rounds both times. */
  multiplyAdd(): this {
    return this.op(f32x4.mul).op(f32x4.add);
  }

  /** An instruction on one lane of a vector. */
  lane(opcode: number, lane: number): this {
    return this.op(opcode).byte(lane);
  }

  /** Four of the eight words of two vectors, by their numbers. */
  shuffle(...words: readonly number[]): this {
    this.op(v128.shuffle);
    for (const word of words) for (let byte = 0; byte < 4; byte++) this.byte(4 * word + byte);
    return this;
  }

  /** A load or a store at the address on the stack (below the value, for a store) plus a fixed offset in bytes. */
  memory(opcode: number, offset = 0): this {
    this.op(opcode);
    if (offset > 127) return this.byte(0).unsigned(offset);
    this.bytes.push(0, offset);
    return this;
  }

  /** A load or a store of one lane. */
  memoryLane(opcode: number, lane: number, offset = 0): this {
    return this.memory(opcode, offset).byte(lane);
  }

  /** Stores the first 1 to 4 lanes of the vector in a local at an address in another. */
  storeLanes(address: number, vector: number, lanes: number, offset = 0): this {
    const at = (): this => this.get(address).get(vector);
    if (lanes === 4) return at().memory(v128.store, offset);
    if (lanes >= 2) at().memoryLane(v128.store64Lane, 0, offset);
    if (lanes === 1) at().memoryLane(v128.store32Lane, 0, offset);
    if (lanes === 3) at().memoryLane(v128.store32Lane, 2, offset + 8);
    return this;
  }

  /** Copies bytes: destination, source and their number are on the stack. */
  copy(): this {
    return this.append([0xfc, 10, 0, 0]);
  }

  /** Fills bytes: destination, value and their number are on the stack. */
  fill(): this {
    return this.append([0xfc, 11, 0]);
  }

  /** Calls a function by its index in the module, or by its call index in the table. */
  call(index: number): this {
    if (index >= 0) return this.#with(0x10, index);
    return this.i32(~index >> PARAMS_BITS)
      .byte(0x11)
      .byte(~index & MOST_PARAMS)
      .byte(0);
  }

  /** Returns a function that writes the same code in each call, and runs `write` only once. */
  repeatable(write: () => void): () => void {
    let written: readonly number[] | undefined;
    return () => {
      if (written !== undefined) return void this.bytes.push(...written);
      const from = this.bytes.length;
      write();
      written = this.bytes.slice(from);
    };
  }

  block(body: () => void): this {
    return this.#nested(0x02, body);
  }

  /** A body that `br` or `brIf` repeats by naming it; without that it runs once. */
  loop(body: () => void): this {
    return this.#nested(0x03, body);
  }

  /** By the number on the stack. */
  if(then: () => void, otherwise?: () => void): this {
    return this.#nested(0x04, () => {
      then();
      if (otherwise === undefined) return;
      this.byte(0x05);
      otherwise();
    });
  }

  /** To the end of a block, or the beginning of a loop: 0 is the innermost around. */
  br(depth: number): this {
    return this.#with(0x0c, depth);
  }

  brIf(depth: number): this {
    return this.#with(0x0d, depth);
  }

  return(): this {
    return this.byte(0x0f);
  }

  /** Ends the code. Returns its head, which comes before it in a module: the locals by their types. */
  finish(): Code {
    const runs: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    this.byte(END);
    const head = new Code().unsigned(runs.length);
    for (const [count, type] of runs) head.unsigned(count).byte(TYPES[type]);
    return head;
  }

  #with(opcode: number, index: number): this {
    if (index > 127) return this.byte(opcode).unsigned(index);
    this.bytes.push(opcode, index);
    return this;
  }

  #nested(opcode: number, body: () => void): this {
    this.byte(opcode).byte(VOID);
    body();
    return this.byte(END);
  }
}
