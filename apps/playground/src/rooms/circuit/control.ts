import { gradients, type Node } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import { BehaviorSubject, interval, map, Subscription } from 'rxjs';
import type { RoomState } from '../../page/address.ts';
import { publishState } from '../../page/publish-state.ts';
import { examples } from './examples/examples.ts';
import { circuitOf } from './expression/circuit-of.ts';
import { ExpressionError } from './expression/syntax.ts';
import { type NamedCircuit, readCells, writeCell } from './passes/named-circuit.ts';
import { revealedAt, type Step, walkOf } from './passes/walk.ts';
import {
  firstSettings,
  formatSettings,
  parseNumber,
  parseSettings,
  type Settings,
  type Speed,
  speeds,
} from './settings.ts';

/** The state of the room. */
export interface CircuitState {
  readonly settings: Settings;
  /** The text that was typed last, which may not be a valid expression. */
  readonly typed: string;
  readonly circuit: NamedCircuit;
  readonly steps: readonly Step[];
  /** The position of the walk, from 0 to the number of steps. */
  readonly position: number;
  readonly revealed: Revealed;
  /** True while the walk goes on by itself. */
  readonly isPlaying: boolean;
  readonly speed: Speed;
  /** The current elements of the inputs, by their names. */
  readonly values: ReadonlyMap<string, number>;
  /** The reason why the typed text is not a valid expression. */
  readonly problem: string | undefined;
  /** The reason why the text typed for an input is not a number. */
  readonly refused: string | undefined;
  /** The element of an input that was moved last, and how much that recomputed. */
  readonly moved: { readonly name: string; readonly recomputed: Recomputed } | undefined;
}

/** The visitor’s actions on a circuit, and the resulting stream of states. */
export class CircuitControl {
  readonly state$: BehaviorSubject<CircuitState>;
  readonly #counter = new RecomputationCounter();
  #playing = Subscription.EMPTY;
  #speed: Speed = speeds[1];

  /** Opens a circuit. If the text is not a valid expression, the first circuit of the lecture opens instead. */
  constructor(settings: Settings) {
    try {
      this.state$ = new BehaviorSubject<CircuitState>(this.#opened(settings));
    } catch (error) {
      const first = this.#opened(firstSettings());
      this.state$ = new BehaviorSubject<CircuitState>({ ...first, typed: settings.text, problem: messageOf(error) });
    }
    this.#follow();
  }

  /** Shows an example, from the start of its walk. */
  choose(name: string): void {
    const { h } = this.#state.settings;
    this.#open({ ...firstSettings(examples.find(example => example.name === name)), h });
  }

  /** Shows the circuit of an expression, from the start of its walk. Inputs that keep their name keep their value. */
  type(text: string): void {
    if (text === this.#state.circuit.text) return this.#update({ typed: text, problem: undefined });
    this.#open({ ...this.#state.settings, on: undefined, text, values: this.#state.values, at: 0 });
  }

  /** Sets an element of an input: only the nodes that depend on it are recomputed. */
  move(name: string, value: number): void {
    const { circuit, settings } = this.#state;
    const recomputed = this.#counter.countDuring(() => writeCell(circuit, name, value));
    const values = readCells(circuit);
    this.#update({ values, settings: { ...settings, values }, moved: { name, recomputed }, refused: undefined });
  }

  /** Sets an element of an input to a typed number. */
  enter(name: string, text: string): void {
    const value = parseNumber(text);
    if (value !== undefined) return this.move(name, value);
    const current = this.#state.values.get(name);
    this.#update({ refused: `An input must be ${requirementOf(text)}, got “${text}”. ${name} stays ${current}.` });
  }

  /** Plays the walk step by step, from its start if it is at its end. */
  play(): void {
    const { position, steps, speed } = this.#state;
    this.#playing.unsubscribe();
    this.#update({ isPlaying: true });
    this.#go(position === steps.length ? 0 : position + 1);
    this.#playing = interval(speed.period).subscribe(() => {
      const next = this.#state.position + 1;
      if (next > this.#state.steps.length) this.pause();
      else this.#go(next);
    });
  }

  /** Stops playing where the walk is. */
  pause(): void {
    this.#playing.unsubscribe();
    if (this.#state.isPlaying) this.#update({ isPlaying: false });
  }

  /** Sets the speed of the walk. */
  pace(speed: Speed): void {
    this.#speed = speed;
    this.#update({ speed });
    if (this.#state.isPlaying) this.play();
  }

  /** Stops playing and goes to a position of the walk, limited to its ends. */
  walk(position: number): void {
    this.pause();
    this.#go(position);
  }

  #go(position: number): void {
    const { circuit, steps, settings } = this.#state;
    const within = Math.min(Math.max(position, 0), steps.length);
    const at = within === steps.length ? 'end' : within;
    const revealed = revealedAt(circuit, steps, within);
    this.#update({ position: within, revealed, settings: { ...settings, at }, moved: undefined });
    this.#follow();
  }

  /** Sets the step size of the numerical gradient. */
  difference(h: number): void {
    this.#update({ settings: { ...this.#state.settings, h } });
  }

  /** Closes the room: nothing stays subscribed. */
  close(): void {
    this.#playing.unsubscribe();
    this.#counter.close();
    this.state$.complete();
  }

  get #state(): CircuitState {
    return this.state$.value;
  }

  #open(settings: Settings): void {
    this.pause();
    try {
      this.#update(this.#opened(settings));
    } catch (error) {
      return this.#update({ typed: settings.text, problem: messageOf(error) });
    }
    this.#follow();
  }

  #opened(settings: Settings): CircuitState {
    const { on, text, at } = settings;
    const example = examples.find(({ name }) => name === on);
    const circuit = example?.circuit(settings.values) ?? circuitOf(text, settings.values);
    const steps = walkOf(circuit);
    const position = at === 'end' ? steps.length : Math.min(at, steps.length);
    const values = readCells(circuit);
    return {
      settings: { ...settings, values, at: position === steps.length ? 'end' : position },
      typed: text,
      circuit,
      steps,
      position,
      revealed: revealedAt(circuit, steps, position),
      isPlaying: false,
      speed: this.#speed,
      values,
      problem: undefined,
      refused: undefined,
      moved: undefined,
    };
  }

  #follow(): void {
    this.#counter.follow(this.#state.circuit, this.#state.revealed);
  }

  #update(changes: Partial<CircuitState>): void {
    this.state$.next({ ...this.#state, ...changes });
  }
}

/** Returns the message of an invalid expression. Any other error is a bug and is thrown again. */
function messageOf(error: unknown): string {
  if (error instanceof ExpressionError) return error.message;
  throw error;
}

/** Returns what an input must be, in view of a text that is no number. */
function requirementOf(text: string): string {
  const pointed = text.trim().replace(',', '.');
  if (text.includes(',') && parseNumber(pointed) !== undefined)
    return `a number with a decimal point, such as ${pointed}`;
  return Number.isNaN(Number(text)) ? 'a number' : 'a number up to about 1.8e308';
}

/** The number of revealed values and gradients, and how many of them were recomputed. */
interface Recomputed {
  readonly operations: number;
  readonly ofOperations: number;
  readonly gradients: number;
  readonly ofGradients: number;
}

/** Subscribes to everything revealed of a circuit, and counts what a change recomputes. */
class RecomputationCounter {
  #operations = new EmissionCount([]);
  #gradients = new EmissionCount([]);

  /** Subscribes to the revealed values and gradients, and drops earlier subscriptions. */
  follow({ root }: NamedCircuit, { values, gradients: known }: Revealed): void {
    this.close();
    const all = gradients(root);
    this.#operations = new EmissionCount([...values].filter(node => node.inputs.length > 0));
    this.#gradients = new EmissionCount([...known].map(node => all.of(node)));
  }

  /** Makes a change and counts what it recomputes. */
  countDuring(change: () => void): Recomputed {
    const [operations, gradients] = [this.#operations, this.#gradients];
    for (const { emitted } of [operations, gradients]) emitted.clear();
    change();
    return {
      operations: operations.emitted.size,
      ofOperations: operations.size,
      gradients: gradients.emitted.size,
      ofGradients: gradients.size,
    };
  }

  close(): void {
    this.#operations.subscription.unsubscribe();
    this.#gradients.subscription.unsubscribe();
  }
}

/** Counts which of some nodes emit. The same node may occur twice: a sum passes one gradient on to both its inputs. */
class EmissionCount {
  readonly emitted = new Set<number>();
  readonly subscription = new Subscription();
  readonly size: number;

  constructor(nodes: readonly Node[]) {
    this.size = nodes.length;
    nodes.forEach((node, index) => {
      // An error counts as an emission and ends the subscription; the room shows it elsewhere.
      const add = (): unknown => this.emitted.add(index);
      this.subscription.add(node.subscribe({ next: add, error: add }));
    });
  }
}

/** A circuit opened from an address. */
export interface OpenedCircuit {
  readonly control: CircuitControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/** Opens the circuit that an address describes. */
export function openCircuit(asked: RoomState, onstate: (state: RoomState) => void): OpenedCircuit {
  const { settings, problems } = parseSettings(asked);
  const control = new CircuitControl(settings);
  const { circuit, problem } = control.state$.value;
  const unknown =
    problem === undefined ? [...settings.values.keys()].filter(name => !control.state$.value.values.has(name)) : [];
  const open = (): (() => void) => {
    const publishing = publishState(control.state$.pipe(map(({ settings }) => formatSettings(settings))), onstate);
    // Nobody follows a walk in a page that is not seen.
    const rest = (): void => void (document.hidden && control.pause());
    document.addEventListener('visibilitychange', rest);
    return () => {
      document.removeEventListener('visibilitychange', rest);
      publishing.unsubscribe();
      control.close();
    };
  };
  return {
    control,
    problems: [
      ...problems,
      ...unknown.map(name => `There is no input “${name}” in ${circuit.text ?? 'this circuit'}.`),
    ],
    open,
  };
}
