import type { Func } from '../assembler/func.ts';

// Opcodes of atomic instructions, after their prefix, with the binary logarithm of the bytes that they touch. Source:
// "Threads proposal for WebAssembly", Binary Format.
const PREFIX = 0xfe;

interface Atomic {
  readonly opcode: number;
  readonly align: number;
}

export const atomics = {
  load32: { opcode: 0x10, align: 2 },
  load64: { opcode: 0x11, align: 3 },
  store32: { opcode: 0x17, align: 2 },
  store64: { opcode: 0x18, align: 3 },
  sub32: { opcode: 0x25, align: 2 },
  compareExchange64: { opcode: 0x49, align: 3 },
} as const;

/** Instructions on i64, which nothing else needs. */
export const i64 = {
  ne: 0x52,
  add: 0x7c,
  or: 0x84,
  shl: 0x86,
  toInt32: 0xa7,
  ofUint32: 0xad,
} as const;

/** Pushes an i64 of at most 32 bits. */
export function constant64(f: Func, value: number): Func {
  return f.byte(0x42).signed(value);
}

/** An atomic instruction at the address on the stack, below its operands, plus a fixed offset in bytes. */
export function atomic(f: Func, { opcode, align }: Atomic, offset: number): Func {
  return f.byte(PREFIX).unsigned(opcode).byte(align).unsigned(offset);
}
