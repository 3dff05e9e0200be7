import type { Component } from 'svelte';
import type { RoomState } from '../../page/address.ts';
import type { SourceFile } from '../../page/room.ts';

/** A stop of the lecture: a short text, a question, and a scene with one thing to do. */
export interface Stop {
  /** Its name in the address. */
  readonly name: string;
  readonly title: string;
  /** The items of the lecture that it covers. */
  readonly covers: readonly LectureItem[];
  /** The paragraphs beside the scene. */
  readonly text: readonly string[];
  /** The update rule or formula that the stop is about. */
  readonly formula?: string;
  readonly question: Question;
  /** The one thing to do, as an instruction. */
  readonly task: string;
  /** The heading of the part of `docs/gradient-descent.md` that the stop shows, as an anchor. */
  readonly chapter: string;
  /** The address of a room that goes on from here, and what to do there. */
  readonly further?: { readonly address: string; readonly text: string };
  readonly load: () => Promise<{ readonly default: Component<SceneProps> }>;
  /** The source files that the scene runs. */
  readonly sources: readonly SourceFile[];
}

/** A question that asks for a prediction before anything is done. */
export interface Question {
  readonly ask: string;
  readonly answers: readonly string[];
  /** The index of the right answer. */
  readonly right: number;
  /** The reason, shown when the task is done. */
  readonly because: string;
}

/** The props of a scene. */
export interface SceneProps {
  /** The keys and values of the scene in the address. */
  readonly state: RoomState;
  /** True once the visitor has predicted; until then the controls of the scene are disabled. */
  readonly isOpen: boolean;
  /** Called with the state that would open the scene as it currently is. */
  readonly onstate: (state: RoomState) => void;
  /** Called whenever what the scene shows has changed. */
  readonly onreading: (reading: Reading) => void;
}

/** A number that goes from one value to another while the visitor does the task. */
export interface Reading {
  /** The measured quantity, with its unit. */
  readonly what: string;
  /** The number before anything was done. */
  readonly before: string;
  /** The number now. */
  readonly now: string;
  /** A sentence about what the number says now. */
  readonly sentence: string;
  /** True if the task is done. */
  readonly isDone: boolean;
}

/** The sixteen items of the lecture, in its order. Each is covered by a stop. */
export const lectureItems = [
  'the objective and the rule',
  'batch descent',
  'stochastic descent',
  'mini-batches',
  'noise and a falling rate',
  'local minima',
  'momentum in a ravine',
  'a rate for each parameter',
  'Adagrad',
  'RMSprop',
  'Adadelta and units',
  'Adam and its bias correction',
  'numerical and analytic gradients',
  'the chain rule, for numbers and vectors',
  'a circuit, forward and backward',
  'the neuron and the sigmoid',
] as const;

/** An item of the lecture. */
type LectureItem = (typeof lectureItems)[number];
