import { refute, refuteAsync } from '@thalweg/drawn';
import {
  add, becomes, cast, div, mean, mul, operation, sqrt, square, state, sub, sum, type Node, type Parameter, type Register, targetOf } from '@thalweg/graph'; // prettier-ignore
import {
  adam,
  average,
  momentum,
  partition,
  scaleByLearningRate,
  sgd,
  type AverageOptions,
  type SgdOptions,
  type Transform,
} from '@thalweg/optim';
import { sizeOf, tensor, type DType } from '@thalweg/tensor';
import { pipe } from 'rxjs';
import { describe, it } from 'vitest';
import { comesToTheSameBits, resumesAsIfUnbroken, sharesNothing } from './laws/bits.ts';
import {
  comesToTheBottomOfTheMatrixSurface,
  comesToTheEndOfTheValley,
  convergesOnARavine,
  takesTheSameWay,
} from './laws/convergence.ts';
import {
  agreesInFloat32,
  namesItsMemory,
  remembersEverySize,
  staysFiniteWithoutGradient,
  worksWithoutElements,
} from './laws/memory.ts';
import { hasReferenceOrReason, refusesInWords } from './laws/refusals.ts';
import type { OptimizerRow } from './laws/optimizer-row.ts';
import { trajectoriesOf } from './rows/reference.ts';
import { adamRow } from './rows/adam-rows.ts';
import { clipByGlobalNormRow } from './rows/clipping-rows.ts';
import { momentumRow, sgdRow } from './rows/momentum-rows.ts';

/** Descends by what some operation makes of each gradient. */
const descent = (of: (gradient: Node) => Node): Transform =>
  pipe(updates => updates.map(of), scaleByLearningRate(0.05));

const double = (ravine: () => Transform): OptimizerRow => ({ ...sgdRow, ravine });

/** Scales a gradient by a number that is no node, asked for whenever it is computed. */
const scaled = (by: () => number): ((gradient: Node) => Node) =>
  operation({
    name: 'scaled',
    shape: ([x]) => x!,
    kernel: (y, [x]) => {
      const factor = by();
      x!.data.forEach((value, i) => (y.data[i] = factor * value));
    },
  });

/** A number that falls each time that it is asked for. */
function falling(): () => number {
  let asked = 0;
  return () => 1 / ++asked;
}

describe('the laws of optimizers hold for ours, and fail on a double that', () => {
  it('does not arrive', () => {
    convergesOnARavine(sgdRow);
    refute(() => convergesOnARavine(double(() => sgd({ learningRate: 1e-3 }))));
    comesToTheEndOfTheValley(sgdRow);
    refute(() => comesToTheEndOfTheValley({ ...sgdRow, valley: () => sgd({ learningRate: 1e-5 }) }));
    comesToTheBottomOfTheMatrixSurface(momentumRow.matrix!);
    refute(() => comesToTheBottomOfTheMatrixSurface(() => momentum({ learningRate: 1e-5 })));
  });

  it('takes another way', () => {
    const [run] = trajectoriesOf('adam', adam);
    const [other] = trajectoriesOf('adam', options => adam({ ...options, beta2: 0.9991 }));
    for (const precision of ['float32', 'float64'] as const) {
      takesTheSameWay(run!, precision);
      refute(() => takesTheSameWay(other!, precision));
    }
  });

  it('takes the same way and is evaluated elsewhere', () => {
    const descent = ({ learningRate }: SgdOptions, options: AverageOptions): Transform =>
      average(sgd({ learningRate: learningRate! }), options);
    const [run] = trajectoriesOf('average', ({ learningRate, ...options }) => descent({ learningRate }, options));
    const [other] = trajectoriesOf('average', options => descent(options, { from: 2 }));
    takesTheSameWay(run!, 'float64');
    refute(() => takesTheSameWay(other!, 'float64'));
  });

  it('is moved by being watched', async () => {
    await comesToTheSameBits(adamRow);
    await refuteAsync(() => comesToTheSameBits(double(() => descent(scaled(falling())))));
  });

  it('remembers what no snapshot has', () => {
    resumesAsIfUnbroken(adamRow);
    const forgetful = (): Transform => updates => descent(scaled(falling()))(updates);
    sharesNothing(double(forgetful));
    refute(() => resumesAsIfUnbroken(double(forgetful)));
  });

  it('has one memory for all who use it', () => {
    sharesNothing(adamRow);
    refute(() => sharesNothing(double(() => descent(scaled(falling())))));
  });

  it('has states without the names of their parameters, of another dtype, or none', () => {
    namesItsMemory(adamRow);
    namesItsMemory(momentumRow);
    const remembering = (name: string, dtype?: DType): OptimizerRow => ({
      ...momentumRow,
      ravine: () => updates =>
        updates.map((g, theta) => {
          const { name: parameter, shape, dtype: own } = targetOf(theta).register;
          const zeros = tensor(new Float64Array(sizeOf(shape)), { shape, dtype: dtype ?? own });
          const v = state(zeros, { name: `${name}(${parameter})` }) as Register;
          return cast(becomes(v, add(v, cast(g, v.dtype)) as typeof v) as Node, own);
        }),
    });
    namesItsMemory(remembering('momentum.v'));
    refute(() => namesItsMemory(remembering('momentum')));
    refute(() => namesItsMemory(remembering('momentum.v', 'float64')));
    refute(() => namesItsMemory({ ...momentumRow, ravine: sgdRow.ravine }));
    refute(() => namesItsMemory({ ...adamRow, counters: [] }));
    namesItsMemory({ ...momentumRow, memory: ({ shape }) => ({ 'momentum.v': shape }) });
    refute(() => namesItsMemory({ ...momentumRow, memory: () => ({ 'momentum.v': [1] }) }));
    refute(() =>
      namesItsMemory({ ...momentumRow, memory: ({ shape }) => (shape.length === 2 ? { 'momentum.v': shape } : {}) }),
    );
  });

  it('loses too much in float32', () => {
    agreesInFloat32(adamRow);
    refute(() => agreesInFloat32(double(() => descent(g => sub(add(g, 1e5), 1e5)))));
  });

  it('makes NaN of a gradient of zero', () => {
    staysFiniteWithoutGradient(adamRow);
    refute(() => staysFiniteWithoutGradient(double(() => descent(g => div(g, sqrt(square(g)))))));
  });

  it('is disturbed by a parameter without elements', () => {
    worksWithoutElements(adamRow);
    worksWithoutElements(clipByGlobalNormRow);
    /** Scales every gradient by a sum over all parameters. */
    const joining = (of: (gradient: Node) => Node) => (): Transform => updates => {
      const common = updates.parameters.map(parameter => of(updates.of(parameter) as Node)).reduce((a, b) => add(a, b));
      return scaleByLearningRate(0.05)(updates.map(g => mul(g, common)));
    };
    worksWithoutElements(double(joining(g => sum(square(g)))));
    refute(() => worksWithoutElements(double(joining(g => mean(square(g))))));
    refute(() => worksWithoutElements(double(joining(g => add(mul(0, sum(g)), 1)))));
  });

  it('remembers nothing for a scalar, or for a parameter without elements', () => {
    const remembering = (names: (parameter: Parameter) => boolean): OptimizerRow => ({
      ...momentumRow,
      ravine: () => partition([{ names, transform: momentum() }, { transform: sgd() }]),
    });
    remembersEverySize(remembering(() => true));
    refute(() => remembersEverySize(remembering(({ shape }) => shape.length > 0)));
    refute(() => remembersEverySize(remembering(({ shape }) => sizeOf(shape) > 0)));
  });

  it('takes what it should refuse, or refuses it without a word of help', () => {
    refusesInWords(sgdRow.refuses);
    refute(() => refusesInWords([[() => sgd({ learningRate: 1 }), 'must']]));
    refute(() => refusesInWords([[() => sgd({ learningRate: -1 }), 'must be whole']]));
    const curt = (): never => {
      throw new Error('learningRate: must be positive');
    };
    refute(() => refusesInWords([[curt, 'must be positive']]));
  });

  it('has neither reference runs nor a reason, or both', () => {
    hasReferenceOrReason([1], undefined);
    hasReferenceOrReason(undefined, 'nobody else has it');
    refute(() => hasReferenceOrReason(undefined, undefined));
    refute(() => hasReferenceOrReason(undefined, ''));
    refute(() => hasReferenceOrReason([], undefined));
    refute(() => hasReferenceOrReason([1], 'nobody else has it'));
  });
});
