import type { Circuit } from '../frame/circuit.ts';

/** Writes into sources of a circuit, and lets subscribers see it, in one pass. `name` is the name of a source in errors. */
export function enter(circuit: Circuit, name: string, write: () => void): void {
  circuit.schedule(() => {
    write();
    circuit.pass();
  }, name);
}
