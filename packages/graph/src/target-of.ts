import type { Node } from './node.ts';
import type { Register, Target, Writable } from './register.ts';

/** The register that writes to a view go to; of a register itself, to all of it. */
export function targetOf(view: Writable): Target {
  return (
    view.target ?? { register: view as Node as Register, inputs: [], as: register => register as Node as Writable }
  );
}
