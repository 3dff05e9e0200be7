import { afterAll, beforeAll } from 'vitest';
import { bundle, inNode, openChromium, type Bundle, type Call, type Chromium } from './hosts.ts';

/** The program in Node and in pages of Chromium, for the tests of one file. */
interface Hosts {
  /** Calls a function of the program in a new Node process. */
  readonly node: Call;
  readonly nodeWith: (...flags: readonly string[]) => Call;
  readonly under: Chromium['under'];
}

/** Bundles the program before the tests of a file, starts Chromium when a test first asks for it, and removes both after them. */
export function bothHosts(): Hosts {
  let program: Bundle;
  let chromium: Promise<Chromium> | undefined;
  beforeAll(async () => {
    program = await bundle();
  });
  afterAll(async () => {
    await (await chromium)?.close();
    await program?.remove();
  });
  return {
    node: (name, ...args) => inNode(program.path)(name, ...args),
    nodeWith:
      (...flags) =>
      (name, ...args) =>
        inNode(program.path, flags)(name, ...args),
    under:
      (policy, options) =>
      (name, ...args) =>
        (chromium ??= openChromium(program)).then(opened => opened.under(policy, options)(name, ...args)),
  };
}
