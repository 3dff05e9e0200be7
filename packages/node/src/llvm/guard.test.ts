import { readFileSync } from 'node:fs';
import { LinearMemory } from '@thalweg/wasm/engine';
import { expect, it } from 'vitest';
import { loadKoffi } from '../koffi/load-koffi.ts';

/** The bytes that an address of native code can reach: 32 bits and an offset of 32 bits, and a vector from there on. */
const REACH = 2n ** 33n;

/** Parts of the address space of the process, with their rights. */
function mappings(): { readonly from: bigint; readonly to: bigint; readonly rights: string }[] {
  const lines = readFileSync('/proc/self/maps', 'utf8').trim().split('\n');
  return lines.map(line => {
    const [, from, to, rights] = /^(\w+)-(\w+) (\S{3})/.exec(line)!;
    return { from: BigInt(`0x${from}`), to: BigInt(`0x${to}`), rights: rights! };
  });
}

it.skipIf(process.platform !== 'linux')(
  'a wrong address hits protected pages, and no other data',
  { tags: ['llvm'] },
  () => {
    const memory = new LinearMemory();
    const base = loadKoffi('llvm').address(new Uint8Array(memory.memory.buffer));
    const within = mappings().filter(({ from, to }) => to > base && from < base + REACH);
    const writable = within.filter(({ rights }) => rights !== '---');
    expect(writable).toEqual([{ from: base, to: base + BigInt(memory.memory.buffer.byteLength), rights: 'rw-' }]);
    // What is not mapped at all would be as good, but could be given to others.
    expect(within.reduce((end, { from, to }) => (from === end ? to : end), base)).toBeGreaterThanOrEqual(base + REACH);
  },
);
