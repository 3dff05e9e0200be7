/** The types of values. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** The bits of a call index that have the number of parameters. */
export const PARAMS_BITS = 3;
/** The most i32 parameters of a function in a table. */
export const MOST_PARAMS: number = 2 ** PARAMS_BITS - 1;

/** The call index of a function at a place of the modules' table, with so many i32 parameters and no result. */
export function inTable(place: number, params: number): number {
  return ~((place << PARAMS_BITS) | params);
}

/**
 * The body of a function as it is written, for whatever machine: a stack machine, one instruction after another. Opcodes are
 * numbers of `opcodes`, which are those of WebAssembly.
 */
export interface Func {
  /** The float32 in a vector: 4, or more in wide code. */
  readonly lanes: number;

  /**
   * Writes wide code, which shares no vectors in locals with other code: its vectors are as long as the registers of the machine, but no longer than so many
   * neighbouring elements, in blocks of four lanes. An instruction, a constant and a shuffle do in each block what they do in one; the number of a lane counts
   * through all of them.
   */
  wide(elements: number, body: () => void): void;

  /** Adds a local variable, zero at first. Returns its index, after those of the parameters. */
  local(type: ValueType): number;

  get(local: number): this;
  set(local: number): this;
  tee(local: number): this;

  i32(value: number): this;
  /** A whole number of at most 32 bits, as 64 bits. */
  i64(value: number): this;
  f32(value: number): this;
  f64(value: number): this;
  /** A vector of equal float32. */
  f32x4(value: number): this;
  /** A vector of equal int32, or of one for each lane. */
  i32x4(...values: readonly number[]): this;
  /** A vector of equal float64. */
  f64x2(value: number): this;

  /** Pushes the address that all others count from: 0, or that of the block that a precompiled plan lies in. */
  origin(): this;
  /** Pushes an address. */
  address(address: number): this;
  /** Moves the address on the stack by the origin. */
  fromOrigin(): this;

  /** An instruction without operands in the code. */
  op(opcode: number): this;
  /** Adds the product of the two vectors on the stack to the sum below them, and rounds both times, unless the arithmetic fuses them. */
  multiplyAdd(): this;
  /** An instruction on one lane of a vector. */
  lane(opcode: number, lane: number): this;
  /** Four of the eight words of two vectors, by their numbers. */
  shuffle(...words: readonly number[]): this;

  /** A load or a store at the address on the stack (below the value, for a store) plus a fixed offset in bytes. */
  memory(opcode: number, offset?: number): this;
  /** A load or a store of one lane. */
  memoryLane(opcode: number, lane: number, offset?: number): this;
  /** Loads the first lanes of a vector, at an address in a local. */
  loadLanes(address: number, lanes: number, offset?: number): this;
  /** Loads a vector whose blocks of four lanes lie at addresses in locals, each plus an offset. */
  gather(addresses: readonly number[], offsets: readonly number[]): this;
  /** Loads a byte for each lane, as int32; at least four are read. */
  loadBytes(address: number, offset?: number): this;
  /** Stores the first lanes of the vector in a local at an address in another. */
  storeLanes(address: number, vector: number, lanes: number, offset?: number): this;
  /** Copies bytes: destination, source and their number are on the stack. */
  copy(): this;
  /** Fills bytes: destination, value and their number are on the stack. */
  fill(): this;

  /** Calls a function by its index in the module, or by its call index in the table. */
  call(index: number): this;
  /** Returns a function that writes the same code in each call. */
  repeatable(write: () => void): () => void;
  block(body: () => void): this;
  /** A body that `br` or `brIf` repeats by naming it; without that it runs once. */
  loop(body: () => void): this;
  /** By the number on the stack. */
  if(then: () => void, otherwise?: () => void): this;
  /** To the end of a block, or the beginning of a loop: 0 is the innermost around. */
  br(depth: number): this;
  brIf(depth: number): this;
  return(): this;
}
