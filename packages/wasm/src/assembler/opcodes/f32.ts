// Opcodes of f32. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const load = 0x2a;
export const store = 0x38;
export const add = 0x92;
export const demoteF64 = 0xb6;
