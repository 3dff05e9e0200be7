import { advance } from '../assembler/address.ts';
import type { Func } from '../assembler/func.ts';
import { WasmModule } from '../assembler/wasm-module.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import * as i32x4 from '../assembler/opcodes/i32x4.ts';
import * as v128 from '../assembler/opcodes/v128.ts';
import { repeat } from '../loops/repeat.ts';
import { host } from '../memory/host.ts';
import type { LinearMemory } from '../memory/linear-memory.ts';
import type { FiniteCheck } from '../runtime/buffer-assignment.ts';

/** The code of a check in one memory. */
type Check = (address: number, count: number) => number;

/** All bits of a float32 but its sign, and those of ∞: without a sign, finite numbers are less than that. */
const MAGNITUDE = 0x7fffffff;
const INFINITE = 0x7f800000;
/** The number of vectors in a turn of the loop: independent ones, so that no one waits for another. */
const UNROLLED = 4;

/** Returns a check that compiles its code when it is first called for a memory. */
export function finiteChecks(): FiniteCheck {
  const checks = new WeakMap<LinearMemory, Check>();
  return (memory, address, count) => {
    let check = checks.get(memory);
    if (check === undefined) checks.set(memory, (check = compiled(memory)));
    return check(address, count) !== 0;
  };
}

function compiled({ memory, limits }: LinearMemory): Check {
  const module = new WasmModule();
  module.export('check', module.func({ params: ['i32', 'i32'], results: ['i32'] }, writeCheck));
  const { Module: Compiled, Instance } = host();
  const { exports } = new Instance(new Compiled(module.toBytes(limits.maximum)), { env: { memory } });
  return exports['check'] as Check;
}

/** Writes the largest magnitude of all numbers, as integers, and whether it is that of a finite one. */
function writeCheck(f: Func): void {
  const [address, count] = [0, 1];
  const [turns, rest, mask] = [f.local('i32'), f.local('i32'), f.local('v128')];
  const largest = Array.from({ length: UNROLLED }, () => f.local('v128'));
  const take = (local: number, offset: number): void => {
    f.get(address).memory(v128.load, offset).get(mask).op(v128.and);
    f.get(local).op(i32x4.maxS).set(local);
  };
  f.i32x4(MAGNITUDE).set(mask);
  f.get(count).i32(2).op(i32.shrU).i32(UNROLLED).op(i32.divU).set(turns);
  f.get(count)
    .i32(2)
    .op(i32.shrU)
    .i32(UNROLLED - 1)
    .op(i32.and)
    .set(rest);
  repeat(f, { local: turns }, () => {
    largest.forEach((local, vector) => take(local, 16 * vector));
    advance(f, address, 16 * UNROLLED);
  });
  repeat(f, { local: rest }, () => {
    take(largest[0]!, 0);
    advance(f, address, 16);
  });
  // The last four numbers again, of which some may be left.
  f.get(count).i32(3).op(i32.and).i32(2).op(i32.shl).get(address).op(i32.add).i32(16).op(i32.sub).set(address);
  take(largest[1]!, 0);
  for (const local of largest.slice(1)) f.get(largest[0]!).get(local).op(i32x4.maxS).set(largest[0]!);
  f.get(largest[0]!).i32x4(INFINITE).op(i32x4.geU).op(v128.anyTrue).op(i32.eqz);
}
