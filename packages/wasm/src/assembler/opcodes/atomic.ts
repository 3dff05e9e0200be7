// Opcodes of atomic instructions. Source: "Threads proposal for WebAssembly", Binary Format. Those behind its prefix, 0xfe, have the
// binary logarithm of the bytes that they touch in the third byte.

export const load32 = 0x2_00_10;
export const load64 = 0x3_00_11;
export const store32 = 0x2_00_17;
export const store64 = 0x3_00_18;
export const sub32 = 0x2_00_25;
export const compareExchange64 = 0x3_00_49;
