import type { Commit, Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import type { Func } from '../assembler/func.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import * as i32 from '../assembler/opcodes/i32.ts';
import { walkListed } from '../emit/touched.ts';
import { loadNumber } from '../loops/elements.ts';
import { copyRow } from '../loops/rows.ts';
import { BYTES } from '../memory/address-space.ts';
import type { Stepping } from '../lowering/lay-out.ts';
import { storedIn } from '../runtime/slots.ts';

/** Code of a pass. With `leave`, what ends the pass is a branch of that depth rather than an error. */
export type Code = (f: Func, leave?: number) => void;

/** Calls of functions one after another, or a slot that the interpreter computes between them. */
export type Segment = Code[] | Slot;

/** The depth of a branch that leaves the loop over steps, and the function. */
const RETURN = 1;

/** The bytes of a row of each source that is fed. */
export function bytesFed({ sources }: Stepping): number[] {
  return sources.filter(({ fed }) => fed !== undefined).map(bytesOf);
}

/** The place of the exponent of a float in its upper word: all of its bits are set in NaN and ±∞ only. */
const EXPONENT = { float32: 0x7f800000, float64: 0x7ff00000 } as const;

/** Returns code that ends the pass if a scalar is not finite. It computes with integers, beside the floats of the pass. */
export function checkOf({ places }: Stepping, checked: Slot, fail: number): Code {
  const dtype = checked.wire.dtype as keyof typeof EXPONENT;
  const exponent = EXPONENT[dtype];
  return (f, leave) => {
    f.origin().memory(i32.load, places.get(checked)!);
    f.memory(i32.load, BYTES[dtype] - 4)
      .i32(exponent)
      .op(i32.and)
      .i32(exponent)
      .op(i32.eq);
    if (leave === undefined) f.if(() => f.call(fail));
    else f.brIf(leave);
  };
}

/** Returns a function that makes a key of everything that the code of steps depends on, besides its calls and the bytes of a row. */
export function stepsAlike({ sources, commits, outputs, inPlace, copied }: Stepping): () => string {
  const fed = sources.map(source => source.fed !== undefined);
  const shapes = commits.map(({ rule }) =>
    rule.wire.operation!.write === undefined ? [] : rule.inputs.map(({ shape }) => shape!),
  );
  const bytes = outputs.map(bytesOf);
  return () =>
    [fed, bytes, commits.map(({ owner }, n) => [inPlace.has(owner), copied.has(owner), ...shapes[n]!].join(' '))].join(
      ';',
    );
}

/**
 * The code of a function `(rows)`: so many passes, each with its commit, and each reading the next row of what is fed. There is
 * none if the interpreter computes something in between, or if a register's old value is not in the memory. The bytes of the
 * rows that are fed are at the place `fed` and after it.
 */
export function stepsOf(
  { sources, commits, registers, outputs, places, inPlace, copied, columns }: Stepping,
  segments: readonly Segment[],
  fed: number,
): ((f: Func) => void) | undefined {
  const complete = registers.every(source => source !== undefined && source.fed === undefined && places.has(source));
  if (!segments.every(Array.isArray) || !complete || !outputs.every(slot => places.has(storedIn(slot))))
    return undefined;
  const taken = columns + 4 * outputs.length;
  return f => {
    // All commits use the same locals: hosts allow only so many, and take longer the more there are.
    const locals = [f.local('i32'), f.local('i32'), f.local('i32')] as const;
    const addressesOf = (...slots: readonly Slot[]): number[] =>
      slots.map((slot, n) => load(f, places.get(storedIn(slot))!, locals[n]!));
    f.origin().i32(0).memory(i32.store, taken);
    const done = f.local('i32');
    const feeding = sources.filter(source => source.fed !== undefined);
    const bytesOfRow = feeding.map((_, n) => loaded(f, fed + 4 * n));
    const into = outputs.map((_, n) => loaded(f, columns + 4 * n));
    f.loop(() => {
      for (const code of (segments as Code[][]).flat()) code(f, RETURN);
      outputs.forEach((slot, n) => {
        const bytes = bytesOf(slot);
        copyRow(f, { from: addressesOf(slot)[0]!, to: into[n]!, bytes });
        f.get(into[n]!).i32(bytes).op(i32.add).set(into[n]!);
      });
      commits.forEach((commit, n) => {
        const { owner } = commit;
        const register = registers[n]!;
        if (copied.has(owner)) {
          const [from, to] = addressesOf(owner, register) as [number, number];
          copyRow(f, { from, to, bytes: bytesOf(owner) });
        } else if (!inPlace.has(owner)) emitCommit(f, commit, register, places, addressesOf);
      });
      feeding.forEach((source, n) => increase(f, places.get(source)!, bytesOfRow[n]!));
      // It may end in the middle of the next step.
      f.origin().get(done).i32(1).op(i32.add).tee(done).memory(i32.store, taken);
      f.get(done).get(0).op(i32.ltU).brIf(0);
    });
  };
}

/** Does what `Commit` does in graph: writes some rows of a register, or exchanges its buffer with that of its next value, if the rule fires. */
function emitCommit(
  f: Func,
  { rule, owner }: Commit,
  register: Slot,
  places: ReadonlyMap<Slot, number>,
  addressesOf: (...slots: readonly Slot[]) => number[],
): void {
  const { when, rows } = rule.wire.operation!.write ?? {};
  const write = (): void => {
    if (rows !== undefined) {
      const listed = { table: register, axis: rows.axis, places: rule.inputs[rows.at]! };
      const addresses = addressesOf(register, rule.inputs[rows.at]!, rule) as [number, number, number];
      walkListed(f, listed, addresses, (whole, row, bytes, offset) =>
        copyRow(f, { from: row, to: whole, bytes, fromOffset: offset }),
      );
      return;
    }
    const [old, next] = [places.get(register)!, places.get(storedIn(owner))!];
    const [from, to] = addressesOf(register, owner) as [number, number];
    f.origin().get(to).memory(i32.store, old);
    f.origin().get(from).memory(i32.store, next);
  };
  if (when === undefined) return write();
  const flag = rule.inputs[when]!;
  loadNumber(f, addressesOf(flag)[0]!, flag.wire.dtype);
  f.f64(0).op(f64.ne).if(write);
}

function loaded(f: Func, place: number): number {
  return load(f, place, f.local('i32'));
}

/** Loads a number into a local. Returns the local. */
function load(f: Func, place: number, local: number): number {
  f.origin().memory(i32.load, place).set(local);
  return local;
}

/** Adds the number in a local to one in memory. */
function increase(f: Func, place: number, by: number): void {
  f.origin().origin().memory(i32.load, place).get(by).op(i32.add).memory(i32.store, place);
}

function bytesOf({ shape, wire }: Slot): number {
  return sizeOf(shape!) * BYTES[wire.dtype];
}
