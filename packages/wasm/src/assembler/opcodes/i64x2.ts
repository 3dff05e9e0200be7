// Opcodes of i64x2. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const shl = 0x1cb;
export const add = 0x1ce;
export const extmulLowI32x4U = 0x1de;
export const extmulHighI32x4U = 0x1df;
