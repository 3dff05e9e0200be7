import { multiplyAdds } from './image-sizes.ts';
import { recurrentMultiplyAdds, transformerMultiplyAdds } from './networks.ts';
import type { Prepare } from './prepared.ts';
import type { PeerWorkload } from './workloads.ts';

/** Half of the chains multiply, half add. Together with their operands they fill the registers. */
const CHAINS = 14;
const UNROLLED = 2;
const ITERATIONS = 10_000;
/** The multiply-add pairs in a call: one for each lane of a pair of chains. */
const PAIRS_IN_A_CALL = 4 * (CHAINS / 2) * UNROLLED * ITERATIONS;

/**
 * Measures the peak of multiplications and additions of four lanes without fused multiply-add: as many as a product has,
 * in independent chains that stay in registers. The ratio to it is the share of the peak that a runner reaches.
 */
export const prepare: Prepare = workload => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(chainsModule()));
  const chains = exports['chains'] as (iterations: number) => number;
  // All calls have the same length, so that the optimizing compiler has compiled the code before it is timed.
  const needed = multiplicationsOf(workload) / PAIRS_IN_A_CALL;
  const calls = Math.ceil(needed);
  return {
    run: () => {
      let last = NaN;
      for (let call = 0; call < calls; call++) last = chains(ITERATIONS);
      return last;
    },
    units: calls / needed,
    unchecked: true,
  };
};

function multiplicationsOf(workload: PeerWorkload): number {
  if (workload.kind === 'product') return workload.size ** 3;
  if (workload.kind === 'images') return multiplyAdds(workload);
  if (workload.kind === 'sequences') return recurrentMultiplyAdds(workload);
  if (workload.kind === 'transformer') return transformerMultiplyAdds(workload);
  if (workload.kind !== 'batched product') throw new Error(`a ${workload.kind} has no peak`);
  return workload.sizes.reduce((product, size) => product * size, workload.matrices);
}

/** Returns a module with one function `chains(iterations)`: aᵢ ← aᵢ·1 or aᵢ ← aᵢ + 1, and a sum that uses them all. */
function chainsModule(): Uint8Array<ArrayBuffer> {
  const [one, iterations] = [CHAINS + 1, 0];
  const chain = (i: number): number => 1 + i;
  const every = (emit: (local: number) => number[]): number[] =>
    Array.from({ length: CHAINS }, (_, i) => emit(chain(i))).flat();
  const code = [
    ...[1, CHAINS + 1, V128], // one group of locals of that type
    ...every(local => [...f32(local), ...SPLAT, SET, local]),
    ...[...f32(1), ...SPLAT, SET, one],
    ...[LOOP, EMPTY],
    ...Array.from({ length: UNROLLED }, () =>
      every(local => [GET, local, GET, one, ...(local % 2 === 0 ? MUL : ADD), SET, local]),
    ).flat(),
    ...[GET, iterations, I32_CONST, 1, I32_SUB, TEE, iterations, BRANCH_IF, 0, END],
    ...every(local => [GET, local]),
    ...Array.from({ length: CHAINS - 1 }, () => ADD).flat(),
    ...[...LANE, 0, END],
  ];
  const name = [...new TextEncoder().encode('chains')];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, I32, 1, F32]),
    ...section(3, [1, 0]),
    ...section(7, [1, name.length, ...name, 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
}

const [V128, I32, F32, EMPTY] = [0x7b, 0x7f, 0x7d, 0x40];
const [LOOP, END, BRANCH_IF, GET, SET, TEE, I32_CONST, I32_SUB] = [0x03, 0x0b, 0x0d, 0x20, 0x21, 0x22, 0x41, 0x6b];
const [SPLAT, LANE, ADD, MUL] = [
  [0xfd, 0x13],
  [0xfd, 0x1f],
  [0xfd, 0xe4, 0x01],
  [0xfd, 0xe6, 0x01],
];

function f32(value: number): number[] {
  return [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];
}

function section(id: number, bytes: readonly number[]): number[] {
  return [id, ...unsigned(bytes.length), ...bytes];
}

/** Encodes a number as unsigned LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >> 7)];
}
