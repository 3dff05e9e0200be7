import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';

/** What a request was answered with; `undefined` if the service was gone before. */
export type Answer = { readonly status: number; readonly body: Record<string, unknown> } | undefined;

/** A server in a process of its own, which prints where it listens. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #address: Promise<string>;
  #told = '';

  /** Starts a program with its arguments, and with more variables of the environment. */
  constructor([program, ...given]: readonly [program: string, ...given: string[]], more: Record<string, string> = {}) {
    const env = { ...process.env, NODE_OPTIONS: '', ...more };
    this.#child = spawn(process.execPath, [program, ...given], { cwd: dirname(program), env });
    this.#exited = once(this.#child, 'close');
    this.#address = new Promise((resolve, reject) => {
      const hear = (data: unknown): void => {
        this.#told += String(data);
        const [, address] = /listening at (\S+)/.exec(this.#told) ?? [];
        if (address !== undefined) resolve(address);
      };
      this.#child.stdout!.on('data', hear);
      this.#child.stderr!.on('data', hear);
      this.#child.on('close', () => reject(new Error(`the service ended: ${this.#told}`)));
    });
    this.#address.catch(() => {
      // Whoever waits for it hears of it.
    });
  }

  /** The number of the process. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** The address of the service, once it listens. */
  get address(): Promise<string> {
    return this.#address;
  }

  async post(path: string, body: unknown): Promise<Answer> {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return this.#ask(path, init);
  }

  async get(path: string): Promise<Record<string, unknown>> {
    const answer = await this.#ask(path);
    if (answer === undefined) throw new Error(`${path}: no answer. ${this.#told}`);
    return answer.body;
  }

  /** Sends a signal and returns how the process ended. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: string | null; told: string }> {
    this.#child.kill(signal);
    await this.#exited;
    return { code: this.#child.exitCode, signal: this.#child.signalCode, told: this.#told };
  }

  async #ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const address = await this.#address;
    try {
      const response = await fetch(`${address}${path}`, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch {
      return undefined;
    }
  }
}
