import { mul, parameter, read, square } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { adadelta, adagrad, adam, momentum, rmsprop, type Transform } from '../index.ts';
import { descend, named } from '../testing/descent.ts';

/** The first three steps on J(θ) = ½θ², whose gradient is θ itself, from θ₀ = 1: after each the memories, then θ. */
function firstSteps(optimizer: Transform, ...memories: string[]): number[][] {
  const theta = parameter(1, { dtype: 'float64', name: 'θ' });
  const descent = descend(mul(0.5, square(theta)), optimizer);
  const wires = [...memories.map(memory => named(descent, `${memory}(θ)`)), theta];
  const steps = [1, 2, 3].map(() => {
    descent.step();
    return wires.map(wire => read(wire).item());
  });
  descent.close();
  return steps;
}

/** Two tables with the same numbers, to so many digits behind the point. */
function expectSame(found: number[][], wanted: number[][], digits: number): void {
  expect(found.map(row => row.length)).toEqual(wanted.map(row => row.length));
  found.flat().forEach((number, i) => expect(number).toBeCloseTo(wanted.flat()[i]!, digits));
}

// In every test the formulas of the lecture are worked out step by step. `g` is the gradient where the step begins.
// The table at the end has the same numbers, worked out on paper to six digits.
describe('the first three steps by hand', () => {
  const [η, θ0] = [0.1, 1];

  it('momentum: v ← γ v + η g; θ ← θ − v', () => {
    const γ = 0.9;
    const v0 = 0;

    const g1 = θ0;
    const v1 = γ * v0 + η * g1;
    const θ1 = θ0 - v1;

    const g2 = θ1;
    const v2 = γ * v1 + η * g2;
    const θ2 = θ1 - v2;

    const g3 = θ2;
    const v3 = γ * v2 + η * g3;
    const θ3 = θ2 - v3;

    const steps = firstSteps(momentum({ learningRate: η, decay: γ }), 'momentum.v');
    expectSame(steps, [[v1, θ1], [v2, θ2], [v3, θ3]], 14); // prettier-ignore
    expectSame(steps, [[0.1, 0.9], [0.18, 0.72], [0.234, 0.486]], 6); // prettier-ignore
  });

  it('Adagrad: G ← G + g²; θ ← θ − η/√(G + ε) · g', () => {
    const ε = 1e-8;
    const G0 = 0;

    const g1 = θ0;
    const G1 = G0 + g1 ** 2;
    const θ1 = θ0 - (η / Math.sqrt(G1 + ε)) * g1;

    const g2 = θ1;
    const G2 = G1 + g2 ** 2;
    const θ2 = θ1 - (η / Math.sqrt(G2 + ε)) * g2;

    const g3 = θ2;
    const G3 = G2 + g3 ** 2;
    const θ3 = θ2 - (η / Math.sqrt(G3 + ε)) * g3;

    const steps = firstSteps(adagrad({ learningRate: η, epsilon: ε }), 'adagrad.G');
    expectSame(steps, [[G1, θ1], [G2, θ2], [G3, θ3]], 14); // prettier-ignore
    expectSame(steps, [[1, 0.9], [1.81, 0.833104], [2.504061, 0.780456]], 6); // prettier-ignore
  });

  it('Adadelta: E[g²] ← γ E[g²] + (1−γ) g²; Δθ = −RMS[Δθ]/RMS[g] · g; E[Δθ²] ← γ E[Δθ²] + (1−γ) Δθ²; θ ← θ + Δθ', () => {
    const [γ, ε] = [0.9, 0.01];
    const RMS = (mean: number): number => Math.sqrt(mean + ε);
    const [G0, D0] = [0, 0]; // E[g²] and E[Δθ²]

    const g1 = θ0;
    const G1 = γ * G0 + (1 - γ) * g1 ** 2;
    const Δ1 = -(RMS(D0) / RMS(G1)) * g1;
    const D1 = γ * D0 + (1 - γ) * Δ1 ** 2;
    const θ1 = θ0 + Δ1;

    const g2 = θ1;
    const G2 = γ * G1 + (1 - γ) * g2 ** 2;
    const Δ2 = -(RMS(D1) / RMS(G2)) * g2;
    const D2 = γ * D1 + (1 - γ) * Δ2 ** 2;
    const θ2 = θ1 + Δ2;

    const g3 = θ2;
    const G3 = γ * G2 + (1 - γ) * g3 ** 2;
    const Δ3 = -(RMS(D2) / RMS(G3)) * g3;
    const D3 = γ * D2 + (1 - γ) * Δ3 ** 2;
    const θ3 = θ2 + Δ3;

    const steps = firstSteps(adadelta({ decay: γ, epsilon: ε }), 'adadelta.E[g²]', 'adadelta.E[Δ²]');
    expectSame(steps, [[G1, D1, θ1], [G2, D2, θ2], [G3, D3, θ3]], 14); // prettier-ignore
    expectSame(steps, [[0.1, 0.009091, 0.698489], [0.138789, 0.014442, 0.448288], [0.145006, 0.016166, 0.270276]], 6); // prettier-ignore
  });

  it('RMSprop: E[g²] ← 0.9 E[g²] + 0.1 g²; θ ← θ − η/√(E[g²] + ε) · g', () => {
    const ε = 1e-8;
    const G0 = 0; // E[g²]

    const g1 = θ0;
    const G1 = 0.9 * G0 + 0.1 * g1 ** 2;
    const θ1 = θ0 - (η / Math.sqrt(G1 + ε)) * g1;

    const g2 = θ1;
    const G2 = 0.9 * G1 + 0.1 * g2 ** 2;
    const θ2 = θ1 - (η / Math.sqrt(G2 + ε)) * g2;

    const g3 = θ2;
    const G3 = 0.9 * G2 + 0.1 * g3 ** 2;
    const θ3 = θ2 - (η / Math.sqrt(G3 + ε)) * g3;

    const steps = firstSteps(rmsprop({ learningRate: η, epsilon: ε }), 'rmsprop.E[g²]');
    expectSame(steps, [[G1, θ1], [G2, θ2], [G3, θ3]], 14); // prettier-ignore
    expectSame(steps, [[0.1, 0.683772], [0.136754, 0.498871], [0.147966, 0.369181]], 6); // prettier-ignore
  });

  it('Adam: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; m̂ = m/(1−β₁ᵗ); v̂ = v/(1−β₂ᵗ); θ ← θ − η m̂/(√v̂ + ε)', () => {
    const [β1, β2, ε] = [0.9, 0.999, 1e-8];
    const [m0, v0] = [0, 0];
    const corrected = (mean: number, β: number, t: number): number => mean / (1 - β ** t);
    const step = (m: number, v: number, t: number): number =>
      (η * corrected(m, β1, t)) / (Math.sqrt(corrected(v, β2, t)) + ε);

    const g1 = θ0;
    const m1 = β1 * m0 + (1 - β1) * g1;
    const v1 = β2 * v0 + (1 - β2) * g1 ** 2;
    const θ1 = θ0 - step(m1, v1, 1);

    const g2 = θ1;
    const m2 = β1 * m1 + (1 - β1) * g2;
    const v2 = β2 * v1 + (1 - β2) * g2 ** 2;
    const θ2 = θ1 - step(m2, v2, 2);

    const g3 = θ2;
    const m3 = β1 * m2 + (1 - β1) * g3;
    const v3 = β2 * v2 + (1 - β2) * g3 ** 2;
    const θ3 = θ2 - step(m3, v3, 3);

    const steps = firstSteps(adam({ learningRate: η, beta1: β1, beta2: β2, epsilon: ε }), 'adam.m', 'adam.v');
    expectSame(steps, [[m1, v1, θ1], [m2, v2, θ2], [m3, v3, θ3]], 13); // prettier-ignore
    expectSame(steps, [[0.1, 0.001, 0.9], [0.18, 0.001809, 0.800412], [0.242041, 0.002448, 0.701586]], 6); // prettier-ignore
  });
});
