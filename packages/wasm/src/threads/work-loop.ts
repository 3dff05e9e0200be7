/**
 * The program of a worker, also as a text: it names nothing outside itself but globals of every host, and no inner function,
 * which bundlers would wrap. With each message comes a module, or the number of one that is
 * not needed any more; between messages the worker takes part in what is computed with the module of the moment.
 *
 * Words of `control`: 0 so many messages have been sent; 1 the module of the moment; 2 so many calls to those who sleep;
 * 3 whether a pass is under way; 4 and on, whether a thread sleeps. A thread sets its flag before it checks for a
 * pass, and the thread that begins a pass checks the flags after it has set its own: one of them sees the other.
 */
export function workLoop(): void {
  const host = globalThis as unknown as WorkerHost;
  const port = host.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? host;
  const instances: Record<number, WorkerExports> = {};
  let received = 0;
  port.onmessage = ({ data: { control, thread, id, module, memory } }) => {
    received++;
    if (module === undefined) delete instances[id];
    else {
      const env: Record<string, unknown> = { memory };
      // Only the thread that began a pass calls functions of the host.
      for (const { name } of host.WebAssembly.Module.imports(module)) env[name] ??= Number;
      instances[id] = new host.WebAssembly.Instance(module, { env }).exports;
    }
    // How many times there was nothing to do for a while, in a pass that takes long between its jobs.
    let rounds = 0;
    for (;;) {
      // First of all, so that a call that comes later keeps the thread awake.
      const calls = Atomics.load(control, 2);
      if (Atomics.load(control, 0) !== received) return;
      const instance = instances[Atomics.load(control, 1)];
      try {
        instance?.work(thread);
      } catch (error) {
        instance?.fault();
        throw error;
      }
      if (Atomics.load(control, 2) !== calls) rounds = 0;
      else if (Atomics.load(control, 3) === 0 || ++rounds > 50) {
        Atomics.store(control, 3 + thread, 1);
        if (Atomics.load(control, 3) === 0 || rounds > 50) Atomics.wait(control, 2, calls);
        Atomics.store(control, 3 + thread, 0);
        rounds = 0;
      }
    }
  };
}

/** A message to a worker. */
export interface WorkMessage {
  readonly control: Int32Array<SharedArrayBuffer>;
  /** From 1 on; 0 is the sender. */
  readonly thread: number;
  readonly id: number;
  readonly module?: object;
  readonly memory?: object;
}

interface WorkerExports {
  work(thread: number): void;
  fault(): void;
}

interface Port {
  onmessage: (event: { readonly data: WorkMessage }) => void;
}

/** The part of a worker's host that is used here. */
interface WorkerHost extends Port {
  readonly process?: { getBuiltinModule?: (name: string) => { readonly parentPort: Port } };
  readonly WebAssembly: {
    readonly Module: { imports(module: object): readonly { readonly name: string }[] };
    readonly Instance: new (module: object, imports: object) => { readonly exports: WorkerExports };
  };
}
