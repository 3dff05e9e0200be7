import {
  openFrame,
  read,
  registersOf,
  type FrameOptions,
  type Node,
  type Register,
  type TaskFrame,
} from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import { expect } from 'vitest';
import { expectAgreement } from './agreement.ts';
import { counted, type Counted } from './counted.ts';
import { pass, type Pair } from './runs.ts';

/** A circuit as a test builds it: twice, so that the two move apart if they can. */
export interface Built {
  readonly outputs: readonly Node[];
  readonly rules?: readonly Node[];
  /** Where values enter, by the names that passes use. */
  readonly sources?: Readonly<Record<string, Node>>;
}

/** One of two circuits that are alike, with a frame that steps. */
interface Twin extends Built {
  readonly frame: TaskFrame;
  readonly registers: readonly Register[];
}

/** Two circuits that are alike: one is compiled, the other interpreted, and both must do the same. */
interface Twins {
  readonly compiled: Twin;
  readonly interpreted: Twin;
  readonly watched: Counted;
  /** Takes a step of both with values by name, and holds outcomes and registers against each other. Gives the outcome. */
  step(values?: Readonly<Record<string, Tensor | Float32Array | Int32Array | number>>): unknown;
  /** Does the same to both. */
  both(act: (twin: Twin) => void): void;
  close(): void;
}

/** Builds a circuit twice. Values must agree within so many units, see `unitsOf`; to the bit by default. */
export function twins(
  build: () => Built,
  { units = 0, ...options }: Partial<FrameOptions> & { readonly units?: number } = {},
): Twins {
  const watched = counted();
  const twin = (more: Partial<FrameOptions>): Twin => {
    const built = build();
    const { outputs, rules = [] } = built;
    const frame = openFrame({ outputs, rules, training: true, steps: true, ...options, ...more });
    return { ...built, frame, registers: registersOf(...outputs, ...rules) };
  };
  const [compiled, interpreted] = [twin({ runner: watched.runner }), twin({})];
  const both = (act: (twin: Twin) => void): void => [compiled, interpreted].forEach(act);
  return {
    compiled,
    interpreted,
    watched,
    both,
    step: (values = {}) => {
      const outcomes = [compiled, interpreted].map(({ frame, sources = {} }) => {
        const pairs = Object.entries(values).map(([name, value]) => [sources[name]!, value] as unknown as Pair);
        try {
          return pass(frame, ...pairs);
        } catch (error) {
          return error;
        }
      });
      expectSameOutcome(outcomes[0], outcomes[1], units);
      const [a, b] = [compiled, interpreted].map(({ registers }) => registers.map(one => read(one as Node)));
      expectAgreement(a!, b!, units, 'register');
      return outcomes[0];
    },
    close: () => both(({ frame }) => frame.close()),
  };
}

function expectSameOutcome(found: unknown, wanted: unknown, units: number): void {
  if (Array.isArray(wanted) && Array.isArray(found))
    expectAgreement(found as Tensor[], wanted as Tensor[], units, 'output');
  else expect(String(found)).toBe(String(wanted));
}
