import { Func } from '../assembler/func.ts';
import { Module, type Bytes, type Signature } from '../assembler/module.ts';

const GET_GLOBAL = 0x23;
const ADD = 0x6a;

/** Code whose addresses count from a global, the origin. */
class RelocatableFunc extends Func {
  override origin(): this {
    return this.append([GET_GLOBAL, 0]);
  }

  override fromOrigin(): this {
    return this.origin().append([ADD]);
  }
}

/** A module whose addresses count from `env.origin`. Equal functions are written once. */
export class RelocatableModule extends Module {
  readonly #functions = new Map<string, number>();
  readonly #exported = new Set<string>();

  constructor() {
    super(RelocatableFunc, 'origin');
  }

  override add(signature: Signature, head: Bytes, code: Bytes): number {
    const key = `${JSON.stringify(signature)}${head.join()};${code.join()}`;
    let index = this.#functions.get(key);
    if (index === undefined) this.#functions.set(key, (index = super.add(signature, head, code)));
    return index;
  }

  override export(name: string, index: number): void {
    // A function that is written once may be an entry point twice.
    if (!this.#exported.has(name)) super.export(name, index);
    this.#exported.add(name);
  }
}
