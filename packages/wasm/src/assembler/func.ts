import { Code } from './code.ts';
import { SIMD, v128 } from './opcodes.ts';

/** The types of values, by their codes. */
export const TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type ValueType = keyof typeof TYPES;

const CONTROL = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  return: 0x0f,
} as const;
const VOID = 0x40;

/** The body of a function as it is written: a stack machine, one instruction after another. */
export class Func {
  readonly code: Code = new Code();
  readonly #params: number;
  readonly #locals: ValueType[] = [];

  constructor(params: number) {
    this.#params = params;
  }

  /** A new local variable, zero at first; its index, behind those of the parameters. */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.#params + this.#locals.length - 1;
  }

  get(local: number): this {
    return this.#with(0x20, local);
  }

  set(local: number): this {
    return this.#with(0x21, local);
  }

  tee(local: number): this {
    return this.#with(0x22, local);
  }

  i32(value: number): this {
    this.code.byte(0x41);
    this.code.signed(value | 0);
    return this;
  }

  f32(value: number): this {
    this.code.byte(0x43);
    this.code.float32(value);
    return this;
  }

  f64(value: number): this {
    this.code.byte(0x44);
    this.code.float64(value);
    return this;
  }

  /** A vector of four equal float32. */
  f32x4(value: number): this {
    return this.#vector(new Uint8Array(Float32Array.of(value, value, value, value).buffer));
  }

  /** A vector of four equal int32. */
  i32x4(value: number): this {
    return this.#vector(new Uint8Array(Int32Array.of(value, value, value, value).buffer));
  }

  /** A vector of two equal float64. */
  f64x2(value: number): this {
    return this.#vector(new Uint8Array(Float64Array.of(value, value).buffer));
  }

  /** An instruction without operands in the code. */
  op(opcode: number): this {
    // Instructions behind a prefix carry it in their second byte.
    if (opcode > 0xff) {
      this.code.byte(opcode >= SIMD ? SIMD >> 8 : opcode >> 8);
      this.code.unsigned(opcode >= SIMD ? opcode - SIMD : opcode & 0xff);
    } else this.code.byte(opcode);
    return this;
  }

  /** An instruction on one lane of a vector. */
  lane(opcode: number, lane: number): this {
    this.op(opcode);
    this.code.byte(lane);
    return this;
  }

  /** Two vectors' bytes in another order: of 32, by their numbers. */
  shuffle(bytes: readonly number[]): this {
    this.op(SIMD + 13);
    for (const byte of bytes) this.code.byte(byte);
    return this;
  }

  /** A load or a store at the address on the stack (below the value, for a store) plus a fixed offset in bytes. */
  memory(opcode: number, offset = 0): this {
    this.op(opcode);
    this.code.byte(0);
    this.code.unsigned(offset);
    return this;
  }

  /** A load or a store of one lane. */
  memoryLane(opcode: number, lane: number, offset = 0): this {
    this.memory(opcode, offset);
    this.code.byte(lane);
    return this;
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
    for (const byte of [0xfc, 10, 0, 0]) this.code.byte(byte);
    return this;
  }

  /** Fills bytes: destination, value and their number are on the stack. */
  fill(): this {
    for (const byte of [0xfc, 11, 0]) this.code.byte(byte);
    return this;
  }

  call(index: number): this {
    return this.#with(0x10, index);
  }

  block(body: () => void): this {
    return this.#nested(CONTROL.block, body);
  }

  /** What is repeated when `br` or `brIf` names it; without that it ends after once. */
  loop(body: () => void): this {
    return this.#nested(CONTROL.loop, body);
  }

  /** By the number on the stack. */
  if(then: () => void, otherwise?: () => void): this {
    this.code.byte(CONTROL.if);
    this.code.byte(VOID);
    then();
    if (otherwise !== undefined) {
      this.code.byte(CONTROL.else);
      otherwise();
    }
    this.code.byte(CONTROL.end);
    return this;
  }

  /** To the end of a block, or the beginning of a loop: 0 is the innermost around. */
  br(depth: number): this {
    return this.#with(CONTROL.br, depth);
  }

  brIf(depth: number): this {
    return this.#with(CONTROL.brIf, depth);
  }

  return(): this {
    this.code.byte(CONTROL.return);
    return this;
  }

  /** The body as it stands in a module: locals, code, end. */
  finish(): Code {
    const body = new Code();
    const runs: [number, ValueType][] = [];
    for (const type of this.#locals) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    body.unsigned(runs.length);
    for (const [count, type] of runs) {
      body.unsigned(count);
      body.byte(TYPES[type]);
    }
    body.append(this.code.written());
    body.byte(CONTROL.end);
    return body;
  }

  #with(opcode: number, index: number): this {
    this.code.byte(opcode);
    this.code.unsigned(index);
    return this;
  }

  #vector(bytes: Uint8Array): this {
    this.op(SIMD + 12);
    this.code.append(bytes);
    return this;
  }

  #nested(opcode: number, body: () => void): this {
    this.code.byte(opcode);
    this.code.byte(VOID);
    body();
    this.code.byte(CONTROL.end);
    return this;
  }
}
