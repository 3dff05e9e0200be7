import type { Runner } from '@thalweg/graph';
import { wasm } from '@thalweg/wasm';

/** A compiling runner, and what its executors have done so far. */
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
  const open: Runner['open'] = (demands, interpreter) => {
    const executor = runner.open(demands, {
      pass: given => {
        count.interpreted++;
        interpreter.pass(given);
      },
    });
    const pass = executor.pass.bind(executor);
    executor.pass = given => {
      const { interpreted } = count;
      count.passes++;
      pass(given);
      if (count.interpreted === interpreted) count.compiled++;
    };
    const rows = executor.rows?.bind(executor);
    executor.rows = (...given) => {
      const taken = rows!(...given);
      count.compiled += taken;
      return taken;
    };
    return executor;
  };
  return Object.assign(count, { runner: { open } });
}
