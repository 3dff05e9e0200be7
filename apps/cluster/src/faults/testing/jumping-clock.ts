import { randomFrom } from './random.ts';

/** The longest jump: a day. */
const LONGEST_MS = 86_400_000;

/** Makes the wall clock of this process jump by up to a day, forwards and backwards, at about every tenth look at it. */
export function jumpingClock(seed: number): void {
  const [RealDate, random] = [Date, randomFrom(seed)];
  let offset = 0;
  const now = (): number => {
    if (random() < 0.1) offset = Math.round((2 * random() - 1) * LONGEST_MS);
    return RealDate.now() + offset;
  };
  globalThis.Date = class extends RealDate {
    constructor(...args: readonly unknown[]) {
      if (args.length === 0) super(now());
      else super(...(args as [number]));
    }

    static override now(): number {
      return now();
    }
  } as DateConstructor;
}
