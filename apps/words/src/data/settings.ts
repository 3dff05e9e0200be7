import type { ScheduleSpan } from '@thalweg/node';
import { constantRate, cosineDecay, type Schedule } from '@thalweg/optim';

/** The settings from the command line. */
export interface Settings extends RunSettings {
  readonly json: boolean;
  /** The runner: compiled WebAssembly or the interpreter. */
  readonly runner: 'wasm' | 'interpreter';
  /** The number of steps between two reports of the loss. */
  readonly showEvery: number;
  /** The number of characters in a sample. */
  readonly sample: number;
  /** The number of steps between two samples. */
  readonly sampleEvery: number;
  /** The factor by which samples are more (above 1) or less random than the model’s predictions. */
  readonly temperature: number;
  /** The folder where the state of the run is saved. */
  readonly save?: string;
  /** The number of steps between two saves. */
  readonly saveEvery: number;
  /** The folder or file from which a run is resumed. */
  readonly resume?: string;
}

/** The settings that determine a run. A resumed run keeps them. */
export interface RunSettings extends ModelSettings, LearningSettings {
  /** The number of characters of the novel that are read, from its start; all by default. */
  readonly characters?: number;
}

/** The models, with the settings that each has by default. */
export const models = {
  gru: { window: 32, learningRate: 4e-3 },
  lru: { window: 32, learningRate: 4e-3 },
  transformer: { window: 64, learningRate: 2e-3 },
} as const satisfies Record<string, Pick<LearningSettings, 'window' | 'learningRate'>>;

/** The schedules of the learning rate. */
export const schedules = {
  constant: constantRate,
  cosine: (rate, steps) => cosineDecay(rate, { steps }),
} as const satisfies Record<string, (rate: number, steps: number) => Schedule>;

/** The settings that determine a model. */
export interface ModelSettings {
  readonly model: keyof typeof models;
  /** Units of the recurrent cell, or the width of the transformer. */
  readonly units: number;
  /** The numbers in the vector of a character. */
  readonly embeddings: number;
  /** Seed of the first weights, and of samples. */
  readonly seed: number;
}

/** The settings that determine a training. */
export interface LearningSettings {
  /** The number of streams that the text is cut into, which is the size of a batch. */
  readonly streams: number;
  /** The number of characters that a step reads of each stream. */
  readonly window: number;
  readonly passes: number;
  readonly learningRate: number;
  readonly schedule: keyof typeof schedules;
  /** The steps after which the schedule begins and the passes after which it ends, if those are not the run’s. */
  readonly scheduleSpan?: ScheduleSpan;
  /** The learning rate on typed lines. */
  readonly typedRate: number;
}

/** The names of the settings that determine a run. */
export const runSettings = [
  'characters',
  'model',
  'units',
  'embeddings',
  'seed',
  'streams',
  'window',
  'passes',
  'learningRate',
  'schedule',
  'scheduleSpan',
  'typedRate',
] as const satisfies readonly (keyof RunSettings)[];
