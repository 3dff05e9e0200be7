import type { Feed } from '@thalweg/graph';
import type { Observable, Subscriber } from 'rxjs';
import type { StepConfiguration } from '../passes/configuration.ts';

/** A likely mistake in a training. Only rarely is it intended. */
export interface Warning {
  /** The kind of mistake, for programs. */
  readonly code: 'channels-first' | 'inputs-not-scaled' | 'loss-grew' | 'schedule-ended';
  /** The sentence to show. */
  readonly message: string;
}

/** Options of trainings that warn. */
export interface WarningOptions {
  /**
   * Receives each {@link Warning} of the training, once; by default, `console.warn` prints it. A build with the condition
   * `production`, as bundlers set it for an app that is published, checks nothing and contains none of the checks.
   */
  readonly onWarning?: ((warning: Warning) => void) | undefined;
}

/** The parts of a run that are looked at. */
export interface LookedAt {
  readonly configuration: StepConfiguration;
  readonly source: Observable<unknown>;
  readonly onWarning: WarningOptions['onWarning'];
  /** Takes an error that `onWarning` throws. */
  readonly control: Subscriber<unknown>;
}

/** The part of a step's record that is looked at. */
export interface Taken {
  readonly step: number;
  readonly loss: number;
}

/** Looks for mistakes during a run. */
export interface Look {
  /** Looks at what the first step is fed, and at nothing later. */
  feeds: ((feeds: readonly Feed[]) => void) | undefined;
  /** Looks at a step that was taken. It gets the record: a number that is passed on would be an object of 16 bytes. */
  step(taken: Taken): void;
}
