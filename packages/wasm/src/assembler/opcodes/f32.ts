// Opcodes of f32. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const load = 0x2a;
export const store = 0x38;
export const eq = 0x5b;
export const ne = 0x5c;
export const lt = 0x5d;
export const gt = 0x5e;
export const le = 0x5f;
export const ge = 0x60;
export const abs = 0x8b;
export const neg = 0x8c;
export const floor = 0x8e;
export const nearest = 0x90;
export const sqrt = 0x91;
export const add = 0x92;
export const sub = 0x93;
export const mul = 0x94;
export const div = 0x95;
export const min = 0x96;
export const max = 0x97;
export const copysign = 0x98;
export const convertI32S = 0xb2;
export const demoteF64 = 0xb6;
export const reinterpretI32 = 0xbe;
