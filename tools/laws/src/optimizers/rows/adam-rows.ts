import {
  adabelief,
  adam,
  adamax,
  type AdamMoments,
  adamw,
  amsgrad,
  cosineDecay,
  lamb,
  nadam,
  prodigy,
  radam,
  scaleByAdabelief,
  scaleByAdam,
  scaleByAdamax,
  scaleByAmsgrad,
  scaleByLearningRate,
  scaleByNadam,
  scaleByRadam,
  scaleByYogi,
  yogi,
  type YogiMoments,
} from '@thalweg/optim';
import { pipe } from 'rxjs';
import type { OptimizerRow, Refusal } from '../laws/optimizer-row.ts';
import { trajectoriesOf } from './reference.ts';

/** Moments that do not make an Adam. */
function badMoments(make: (moments: AdamMoments) => unknown): Refusal[] {
  return [
    [() => make({ beta1: 1 }), 'beta1: must be at least 0 and below 1, got 1'],
    [() => make({ beta2: NaN }), 'beta2: must be at least 0 and below 1, got NaN'],
    [() => make({ epsilon: -1e-8 }), 'epsilon: must be finite and at least 0, got -1e-8'],
  ];
}

export const scaleByAdamRow: OptimizerRow = {
  name: 'scaleByAdam',
  ravine: () => pipe(scaleByAdam(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAdam(), scaleByLearningRate(0.02)),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  noReference: 'a part of adam, which has runs',
  refuses: badMoments(scaleByAdam),
};

export const adamRow: OptimizerRow = {
  name: 'adam',
  ravine: () => adam({ learningRate: 0.1 }),
  valley: () => adam({ learningRate: 0.02 }),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  trajectories: trajectoriesOf('adam', adam),
  refuses: [
    [() => adam({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    ...badMoments(adam),
  ],
};

export const adamwRow: OptimizerRow = {
  name: 'adamw',
  ravine: () => adamw({ learningRate: 0.1 }),
  valley: () => adamw({ learningRate: 0.02, decay: 1e-5 }),
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  trajectories: trajectoriesOf('adamw', adamw),
  refuses: [
    [() => adamw({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [() => adamw({ decay: -0.01 }), 'decay: must be finite and at least 0, got -0.01'],
    ...badMoments(adamw),
  ],
};

export const scaleByAdamaxRow: OptimizerRow = {
  name: 'scaleByAdamax',
  ravine: () => pipe(scaleByAdamax(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAdamax(), scaleByLearningRate(0.02)),
  memory: ['adamax.m', 'adamax.u'],
  counters: ['adamax.beta1ᵗ'],
  noReference: 'a part of adamax, which has runs',
  refuses: badMoments(scaleByAdamax),
};

export const adamaxRow: OptimizerRow = {
  name: 'adamax',
  ravine: () => adamax({ learningRate: 0.1 }),
  valley: () => adamax({ learningRate: 0.02 }),
  memory: ['adamax.m', 'adamax.u'],
  counters: ['adamax.beta1ᵗ'],
  trajectories: trajectoriesOf('adamax', adamax),
  refuses: [
    [() => adamax({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(adamax),
  ],
};

export const scaleByAmsgradRow: OptimizerRow = {
  name: 'scaleByAmsgrad',
  ravine: () => pipe(scaleByAmsgrad(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAmsgrad(), scaleByLearningRate(0.02)),
  memory: ['amsgrad.m', 'amsgrad.v', 'amsgrad.V'],
  counters: ['amsgrad.beta1ᵗ', 'amsgrad.beta2ᵗ'],
  noReference: 'a part of amsgrad, which has runs',
  refuses: badMoments(scaleByAmsgrad),
};

export const amsgradRow: OptimizerRow = {
  name: 'amsgrad',
  ravine: () => amsgrad({ learningRate: 0.1 }),
  valley: () => amsgrad({ learningRate: 0.02 }),
  memory: ['amsgrad.m', 'amsgrad.v', 'amsgrad.V'],
  counters: ['amsgrad.beta1ᵗ', 'amsgrad.beta2ᵗ'],
  trajectories: trajectoriesOf('amsgrad', amsgrad),
  refuses: [
    [() => amsgrad({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(amsgrad),
  ],
};

export const scaleByNadamRow: OptimizerRow = {
  name: 'scaleByNadam',
  ravine: () => pipe(scaleByNadam(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByNadam(), scaleByLearningRate(0.02)),
  memory: ['nadam.m', 'nadam.v'],
  counters: ['nadam.∏μ', 'nadam.beta2ᵗ'],
  noReference: 'a part of nadam, which has runs',
  refuses: [
    [() => scaleByNadam({ momentumDecay: -1 }), 'momentumDecay: must be finite and at least 0, got -1'],
    ...badMoments(scaleByNadam),
  ],
};

export const nadamRow: OptimizerRow = {
  name: 'nadam',
  ravine: () => nadam({ learningRate: 0.1 }),
  valley: () => nadam({ learningRate: 0.02 }),
  memory: ['nadam.m', 'nadam.v'],
  counters: ['nadam.∏μ', 'nadam.beta2ᵗ'],
  trajectories: trajectoriesOf('nadam', nadam),
  refuses: [
    [() => nadam({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    [() => nadam({ momentumDecay: -1 }), 'momentumDecay: must be finite and at least 0, got -1'],
    ...badMoments(nadam),
  ],
};

export const scaleByRadamRow: OptimizerRow = {
  name: 'scaleByRadam',
  ravine: () => pipe(scaleByRadam(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByRadam(), scaleByLearningRate(3e-3)),
  memory: ['radam.m', 'radam.v'],
  counters: ['radam.beta1ᵗ', 'radam.beta2ᵗ'],
  noReference: 'a part of radam, which has runs',
  refuses: badMoments(scaleByRadam),
};

export const radamRow: OptimizerRow = {
  name: 'radam',
  ravine: () => radam({ learningRate: 0.1 }),
  valley: () => radam({ learningRate: 3e-3 }),
  memory: ['radam.m', 'radam.v'],
  counters: ['radam.beta1ᵗ', 'radam.beta2ᵗ'],
  trajectories: trajectoriesOf('radam', radam),
  refuses: [
    [() => radam({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(radam),
  ],
};

export const scaleByAdabeliefRow: OptimizerRow = {
  name: 'scaleByAdabelief',
  ravine: () => pipe(scaleByAdabelief(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByAdabelief(), scaleByLearningRate(0.01)),
  memory: ['adabelief.m', 'adabelief.s'],
  counters: ['adabelief.beta1ᵗ', 'adabelief.beta2ᵗ'],
  noReference: 'a part of adabelief, which has runs',
  refuses: badMoments(scaleByAdabelief),
};

export const adabeliefRow: OptimizerRow = {
  name: 'adabelief',
  ravine: () => adabelief({ learningRate: 0.1 }),
  valley: () => adabelief({ learningRate: 0.01 }),
  memory: ['adabelief.m', 'adabelief.s'],
  counters: ['adabelief.beta1ᵗ', 'adabelief.beta2ᵗ'],
  trajectories: trajectoriesOf('adabelief', adabelief),
  refuses: [
    [() => adabelief({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badMoments(adabelief),
  ],
};

/** Moments that do not make a Yogi. */
function badYogiMoments(make: (moments: YogiMoments) => unknown): Refusal[] {
  return [
    ...badMoments(make),
    [() => make({ initialAccumulator: -1 }), 'initialAccumulator: must be finite and at least 0, got -1'],
  ];
}

export const scaleByYogiRow: OptimizerRow = {
  name: 'scaleByYogi',
  ravine: () => pipe(scaleByYogi(), scaleByLearningRate(0.1)),
  valley: () => pipe(scaleByYogi(), scaleByLearningRate(0.02)),
  memory: ['yogi.m', 'yogi.v'],
  noReference: 'a part of yogi, which has runs',
  refuses: badYogiMoments(scaleByYogi),
};

export const yogiRow: OptimizerRow = {
  name: 'yogi',
  ravine: () => yogi({ learningRate: 0.1 }),
  valley: () => yogi({ learningRate: 0.02 }),
  memory: ['yogi.m', 'yogi.v'],
  trajectories: trajectoriesOf('yogi', yogi),
  refuses: [
    [() => yogi({ learningRate: -0.1 }), 'learningRate: must be finite and at least 0, got -0.1'],
    ...badYogiMoments(yogi),
  ],
};

export const lambRow: OptimizerRow = {
  name: 'lamb',
  ravine: () => lamb({ learningRate: 0.02 }),
  valley: () => lamb({ learningRate: cosineDecay(0.01, { steps: 9000 }), decay: 0 }),
  valleyStart: [0.5, 2],
  memory: ['adam.m', 'adam.v'],
  counters: ['adam.beta1ᵗ', 'adam.beta2ᵗ'],
  trajectories: trajectoriesOf('lamb', lamb),
  refuses: [
    [() => lamb({ learningRate: NaN }), 'learningRate: must be finite and at least 0, got NaN'],
    [() => lamb({ decay: -0.01 }), 'decay: must be finite and at least 0, got -0.01'],
    ...badMoments(lamb),
  ],
};

export const prodigyRow: OptimizerRow = {
  name: 'prodigy',
  // From a smaller d0 the first steps are lost in the roundings of float32.
  ravine: () => prodigy({ d0: 0.01 }),
  valley: () => prodigy({ learningRate: cosineDecay(1, { steps: 10_000 }) }),
  matrix: () => prodigy({ learningRate: cosineDecay(1, { steps: 1000 }) }),
  memory: ['prodigy.m', 'prodigy.v', 'prodigy.s', 'prodigy.θ₀'],
  counters: ['prodigy.d', 'prodigy.r'],
  trajectories: trajectoriesOf('prodigy', prodigy),
  refuses: [
    [() => prodigy({ learningRate: -1 }), 'learningRate: must be finite and at least 0, got -1'],
    [() => prodigy({ decay: NaN }), 'decay: must be finite and at least 0, got NaN'],
    [() => prodigy({ d0: 0 }), 'd0: must be finite and above 0, got 0'],
    ...badMoments(prodigy),
  ],
};
