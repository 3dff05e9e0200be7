import { adadelta, adagrad, adam, lion, momentum, nesterov, rmsprop, sgd, type Transform } from '@thalweg/optim';
import { rate, share, type Dial, type DialValues } from '../../../controls/dial.ts';

/** The initial slider values that suit a surface. */
export interface SurfaceDefaults {
  /** The learning rate of plain descent. */
  readonly plain: number;
  /** The decay of the velocity, 0.9 by default. */
  readonly decay?: number;
}

/** An optimizer of a race, with its sliders. */
export interface Choice {
  readonly title: string;
  readonly rule: string;
  /** Returns its dials for a surface. */
  readonly dials: (defaults: SurfaceDefaults) => readonly Dial[];
  readonly make: (dials: DialValues) => Transform;
}

const velocity = (decay = 0.9): Dial => share('decay', 'γ', 'decay of the velocity', decay);
const meanSquare = share('decay', 'γ', 'decay of the mean square', 0.9);
const direction = share('beta1', 'β₁', 'decay of the mean gradient', 0.9);
const memory = (first: number): Dial => share('beta2', 'β₂', 'decay of the long-term mean', first);

/** The optimizers of `@thalweg/optim` that race. The value of each slider is a stream. */
export const optimizers = {
  sgd: {
    title: 'Plain descent',
    rule: 'θ ← θ − η g',
    dials: ({ plain }) => [rate(plain)],
    make: ({ rate }) => sgd({ learningRate: rate! }),
  },
  momentum: {
    title: 'Momentum',
    rule: 'v ← γ v + η g;  θ ← θ − v',
    dials: ({ plain, decay }) => [rate(plain), velocity(decay)],
    make: ({ rate, decay }) => momentum({ learningRate: rate!, decay: decay! }),
  },
  nesterov: {
    title: 'Nesterov',
    rule: 'v ← γ v + η g;  θ ← θ − (γ v + η g)',
    // Its look-ahead makes it unstable at lower rates than momentum.
    dials: ({ plain, decay }) => [rate(plain / 2), velocity(decay)],
    make: ({ rate, decay }) => nesterov({ learningRate: rate!, decay: decay! }),
  },
  adagrad: {
    title: 'Adagrad',
    rule: 'G ← G + g²;  θ ← θ − η/√(G + ε) · g',
    dials: () => [rate(0.5)],
    make: ({ rate }) => adagrad({ learningRate: rate! }),
  },
  adadelta: {
    title: 'Adadelta',
    rule: 'Δ = RMS[Δ]/RMS[g] · g;  θ ← θ − η Δ',
    dials: () => [rate(1), meanSquare],
    make: ({ rate, decay }) => adadelta({ learningRate: rate!, decay: decay! }),
  },
  rmsprop: {
    title: 'RMSprop',
    rule: 'E[g²] ← γ E[g²] + (1−γ) g²;  θ ← θ − η/√(E[g²] + ε) · g',
    dials: () => [rate(0.02), meanSquare],
    make: ({ rate, decay }) => rmsprop({ learningRate: rate!, decay: decay! }),
  },
  adam: {
    title: 'Adam',
    rule: 'θ ← θ − η m̂/(√v̂ + ε)',
    dials: () => [rate(0.1), direction, memory(0.999)],
    make: ({ rate, beta1, beta2 }) => adam({ learningRate: rate!, beta1: beta1!, beta2: beta2! }),
  },
  lion: {
    title: 'Lion',
    rule: 'θ ← θ − η sign(β₁ m + (1−β₁) g)',
    dials: () => [rate(0.02), direction, memory(0.99)],
    make: ({ rate, beta1, beta2 }) => lion({ learningRate: rate!, beta1: beta1!, beta2: beta2! }),
  },
} as const satisfies Record<string, Choice>;
