import type { Runner } from '@thalweg/graph';
import type { Program } from '@thalweg/graph/engine';
import { wasm } from '@thalweg/wasm';

/** A compiling runner, and what its programs have done so far. */
export interface Counted {
  readonly runner: Runner;
  /** Passes that were computed by code, and those that were handed to the interpreter. */
  readonly compiled: number;
  readonly interpreted: number;
  /** Passes that were asked for one by one. */
  readonly passes: number;
}

/** A runner, watched: a pass that quietly falls back to the interpreter would agree with it whatever the code does. */
export function counted(runner: Runner = wasm()): Counted {
  const count = { compiled: 0, interpreted: 0, passes: 0 };
  const open = (): Program => {
    const program = runner.open()!;
    const pass = program.pass.bind(program);
    program.pass = (order, clock) => {
      const done = pass(order, clock);
      count.passes++;
      count[done ? 'compiled' : 'interpreted']++;
      return done;
    };
    for (const name of ['steps', 'repeat'] as const) {
      const steps = program[name].bind(program);
      program[name] = (rows, into) => {
        const taken = steps(rows, into);
        count.compiled += taken;
        return taken;
      };
    }
    return program;
  };
  return Object.assign(count, { runner: { open } });
}
