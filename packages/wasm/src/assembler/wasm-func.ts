import { Code } from './code.ts';
import { type Func, MOST_PARAMS, PARAMS_BITS, type ValueType } from './func.ts';
import * as f32x4 from './opcodes/f32x4.ts';
import * as i32x4 from './opcodes/i32x4.ts';
import * as v128 from './opcodes/v128.ts';

/** The codes of the types. */
export const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

const END = 0x0b;
const VOID = 0x40;

/** The class that `wasm({ arithmetic })` takes: it writes the bodies of functions, and chooses how to multiply and add. */
export type Arithmetic = new (params: number) => WasmFunc;

/** The body of a function in WebAssembly. */
export class WasmFunc extends Code implements Func {
  readonly lanes = 4;
  readonly #params: number;
  readonly #locals: ValueType[] = [];

  constructor(params: number) {
    super();
    this.#params = params;
  }

  wide(_: number, body: () => void): void {
    body();
  }

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

  i64(value: number): this {
    return this.byte(0x42).signed(value);
  }

  origin(): this {
    return this.i32(0);
  }

  address(address: number): this {
    return this.i32(address).fromOrigin();
  }

  fromOrigin(): this {
    return this;
  }

  f32(value: number): this {
    return this.byte(0x43).numbers(Float32Array.of(value));
  }

  f64(value: number): this {
    return this.byte(0x44).numbers(Float64Array.of(value));
  }

  f32x4(value: number): this {
    return this.op(v128.constant).numbers(new Float32Array(4).fill(value));
  }

  i32x4(...values: readonly number[]): this {
    return this.op(v128.constant).numbers(Int32Array.from({ length: 4 }, (_, lane) => values[lane] ?? values[0]!));
  }

  f64x2(value: number): this {
    return this.op(v128.constant).numbers(new Float64Array(2).fill(value));
  }

  op(opcode: number): this {
    if (opcode < 0x100) this.bytes.push(opcode);
    else {
      const [prefix, low] = [0xfe - ((opcode >> 8) & 3), opcode & 0xff];
      if (low < 0x80) this.bytes.push(prefix, low);
      else this.bytes.push(prefix, low, 1);
    }
    return this;
  }

  multiplyAdd(): this {
    return this.op(f32x4.mul).op(f32x4.add);
  }

  lane(opcode: number, lane: number): this {
    return this.op(opcode).byte(lane);
  }

  shuffle(...words: readonly number[]): this {
    this.op(v128.shuffle);
    for (const word of words) for (let byte = 0; byte < 4; byte++) this.byte(4 * word + byte);
    return this;
  }

  memory(opcode: number, offset = 0): this {
    this.op(opcode);
    // Only atomic instructions must say how the address is aligned.
    const alignment = opcode >> 16;
    if (offset > 127) return this.byte(alignment).unsigned(offset);
    this.bytes.push(alignment, offset);
    return this;
  }

  memoryLane(opcode: number, lane: number, offset = 0): this {
    return this.memory(opcode, offset).byte(lane);
  }

  /**
   * Loads in pieces what may just have been stored in the same ones: processors hand over a store to a load that it contains, and
   * any other load waits until the store is in the cache.
   */
  loadLanes(address: number, lanes: number, offset = 0): this {
    this.get(address).memory([v128.load32Zero, v128.load64Zero, v128.load64Zero, v128.load][lanes - 1]!, offset);
    if (lanes !== 3) return this;
    const two = this.local('v128');
    return this.set(two)
      .get(address)
      .get(two)
      .memoryLane(v128.load32Lane, 2, offset + 8);
  }

  gather([address]: readonly number[], [offset]: readonly number[]): this {
    return this.get(address!).memory(v128.load, offset);
  }

  loadBytes(address: number, offset = 0): this {
    return this.get(address).memory(v128.load32Zero, offset).op(i32x4.extendBytes).op(i32x4.extendLow);
  }

  storeLanes(address: number, vector: number, lanes: number, offset = 0): this {
    const at = (): this => this.get(address).get(vector);
    if (lanes === 4) return at().memory(v128.store, offset);
    if (lanes >= 2) at().memoryLane(v128.store64Lane, 0, offset);
    if (lanes === 1) at().memoryLane(v128.store32Lane, 0, offset);
    if (lanes === 3) at().memoryLane(v128.store32Lane, 2, offset + 8);
    return this;
  }

  copy(): this {
    return this.append([0xfc, 10, 0, 0]);
  }

  fill(): this {
    return this.append([0xfc, 11, 0]);
  }

  call(index: number): this {
    if (index >= 0) return this.#with(0x10, index);
    return this.i32(~index >> PARAMS_BITS)
      .byte(0x11)
      .byte(~index & MOST_PARAMS)
      .byte(0);
  }

  /** It runs `write` only once. */
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

  loop(body: () => void): this {
    return this.#nested(0x03, body);
  }

  if(then: () => void, otherwise?: () => void): this {
    return this.#nested(0x04, () => {
      then();
      if (otherwise === undefined) return;
      this.byte(0x05);
      otherwise();
    });
  }

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
