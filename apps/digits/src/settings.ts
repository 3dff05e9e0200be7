import type { ScheduleSpan } from '@thalweg/node';
import type { WhenNotFinite } from '@thalweg/train';
import type { Products } from '@thalweg/wasm';
import type { Observable } from 'rxjs';
import type { OptimizerSettings } from './optimizers.ts';

/** The settings from the command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  readonly runner: RunnerName;
  /** The code for larger products of matrices: our own, or a library of the system. */
  readonly products: 'wasm' | 'blas';
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of steps between two saves. */
  readonly saveEvery: number;
  /** The file that the trained model is written to. */
  readonly model?: string;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The runner: compiled WebAssembly or the interpreter. */
type RunnerName = 'wasm' | 'interpreter';

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings extends OptimizerSettings, NetworkSettings {
  /** The initial learning rate; by default the optimizer’s usual one. */
  readonly learningRate?: number;
  /** Records in a batch; `Infinity` for all of them. */
  readonly batch: number;
  readonly withReplacement: boolean;
  readonly epochs: number;
  /** The steps after which the schedule begins and the epochs after which it ends, if those are not the run’s. */
  readonly scheduleSpan?: ScheduleSpan;
  readonly network: NetworkName;
}

/** The kind of network: dense layers, or convolutions. */
type NetworkName = 'dense' | 'cnn';

/** The settings that determine a network. */
export interface NetworkSettings {
  /** Units of the hidden layer of the dense network. */
  readonly hidden: number;
  /** Seed of the initial weights, the split and the order. */
  readonly seed: number;
}

/** The settings that determine a training. It can be controlled while it runs. */
export interface LearningSettings extends Omit<RunSettings, 'learningRate' | 'network'> {
  /** An initial rate; or a stream of rates, such as a slider, that replaces the schedule. */
  readonly learningRate?: number | Observable<number>;
  readonly runner: RunnerName;
  /** A library that computes the larger products of matrices. */
  readonly products?: Products | undefined;
  /** Steps are taken only while this is true; always if it is omitted. */
  readonly running?: Observable<boolean>;
  /** The treatment of a step whose loss is not finite: an error by default. */
  readonly whenNotFinite?: WhenNotFinite;
}

/** The names of the settings that determine a run. */
export const runSettings = [
  'optimizer',
  'batch',
  'withReplacement',
  'epochs',
  'scheduleSpan',
  'learningRate',
  'schedule',
  'network',
  'hidden',
  'seed',
] as const satisfies readonly (keyof RunSettings)[];
