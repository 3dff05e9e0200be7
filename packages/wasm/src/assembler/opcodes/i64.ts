// Opcodes of i64. Source: "WebAssembly Core Specification 2.0", §7.10. Constants rather than fields of an object: bundlers write
// their numbers in place. Those behind a prefix have it in the byte above: 1 for 0xfd (SIMD), 2 for 0xfc.

export const load = 0x29;
export const store = 0x37;
export const ne = 0x52;
export const add = 0x7c;
export const or = 0x84;
export const shl = 0x86;
export const toInt32 = 0xa7;
export const ofUint32 = 0xad;
