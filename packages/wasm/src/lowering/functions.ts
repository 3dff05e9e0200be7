import type { Func } from '../assembler/func.ts';
import type { Module } from '../assembler/module.ts';
import * as f32 from '../assembler/opcodes/f32.ts';
import * as f32x4 from '../assembler/opcodes/f32x4.ts';
import * as f64 from '../assembler/opcodes/f64.ts';
import type { InstructionCode } from './instruction-code.ts';

/** A function of the host: it gets three numbers, of which it may need fewer. */
export type HostFunction = (a: number, b: number, c: number) => number;

/** The code of the instructions that formulas use, and the functions of the host that they call, each added to a module once. */
export class Functions {
  readonly #imports = new Map<string, number>();
  /** The imports of the module, by name. */
  readonly host: Record<string, HostFunction> = {};

  /** The code of an instruction by its name; empty for one of the host. */
  readonly codeOf: (name: string) => InstructionCode;

  constructor(module: Module, used: ReadonlyMap<string, HostFunction>, codeOf: (name: string) => InstructionCode) {
    this.codeOf = codeOf;
    for (const [name, of] of used) {
      this.host[name] = of;
      this.#imports.set(name, module.import(name, { params: ['f64', 'f64', 'f64'], results: ['f64'] }));
    }
  }

  /** Calls a function on the float64 on the stack. */
  scalar(f: Func, name: string, operands: number): void {
    for (let i = operands; i < 3; i++) f.f64(0);
    f.call(this.#imports.get(name)!);
  }

  /** Calls a function on the vectors on the stack. */
  vector(f: Func, name: string, operands: number): void {
    const from = Array.from({ length: operands }, () => f.local('v128'));
    for (const local of [...from].reverse()) f.set(local);
    f.f32x4(0);
    for (let lane = 0; lane < 4; lane++) {
      for (const local of from) f.get(local).lane(f32x4.extractLane, lane).op(f64.promoteF32);
      this.scalar(f, name, operands);
      f.op(f32.demoteF64).lane(f32x4.replaceLane, lane);
    }
  }
}
