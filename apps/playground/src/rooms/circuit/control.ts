import { read } from '@thalweg/graph';
import type { Revealed } from '@thalweg/inspect';
import { BehaviorSubject } from 'rxjs';
import { examples } from './examples.ts';
import { circuitOf } from './expression/circuit-of.ts';
import { ExpressionError } from './expression/expression-error.ts';
import type { NamedCircuit } from './named-circuit.ts';
import { parseNumber } from './parse-number.ts';
import { Recount, type Recomputed } from './recount.ts';
import { firstSettings, type Settings } from './settings.ts';
import { revealedAt, walkOf, type Step } from './walk.ts';

/** The room as it is now. */
export interface CircuitState {
  readonly settings: Settings;
  /** The expression that was typed last, which need not be one. */
  readonly typed: string;
  readonly circuit: NamedCircuit;
  readonly steps: readonly Step[];
  /** Where the walk is, from 0 to the number of steps. */
  readonly position: number;
  readonly revealed: Revealed;
  /** The present values of the inputs. */
  readonly values: ReadonlyMap<string, number>;
  /** Why what was typed is no expression. */
  readonly problem: string | undefined;
  /** Why what was typed for an input is no number. */
  readonly refused: string | undefined;
  /** The input that was moved last, and what that computed anew. */
  readonly moved: { readonly name: string; readonly recomputed: Recomputed } | undefined;
}

/** What a visitor can do to a circuit, and the stream of what comes of it. */
export class CircuitControl {
  readonly state$: BehaviorSubject<CircuitState>;
  readonly #recount = new Recount();

  /** Opens a circuit; in place of a text that is no expression, the lecture’s first. */
  constructor(settings: Settings) {
    try {
      this.state$ = new BehaviorSubject<CircuitState>(this.#opened(settings));
    } catch (error) {
      const first = this.#opened(firstSettings());
      this.state$ = new BehaviorSubject<CircuitState>({ ...first, typed: settings.text, problem: told(error) });
    }
    this.#follow();
  }

  /** Shows a circuit of the lecture. */
  choose(name: string): void {
    const { h } = this.#state.settings;
    this.#open({ ...firstSettings(examples.find(example => example.name === name)), h });
  }

  /** Shows the circuit of an expression. Inputs keep their values by their names. */
  type(text: string): void {
    if (text === this.#state.circuit.text) return this.#tell({ typed: text, problem: undefined });
    this.#open({ ...this.#state.settings, on: undefined, text, values: this.#state.values, at: undefined });
  }

  /** Moves an input: only what depends on it is computed. */
  move(name: string, value: number): void {
    const { circuit, settings } = this.#state;
    const recomputed = this.#recount.during(() => circuit.inputs.get(name)!.set(value));
    const values = valuesOf(circuit);
    this.#tell({ values, settings: { ...settings, values }, moved: { name, recomputed }, refused: undefined });
  }

  /** Moves an input to a number that somebody typed. */
  enter(name: string, text: string): void {
    const value = parseNumber(text);
    if (value !== undefined) return this.move(name, value);
    const kept = this.#state.values.get(name);
    this.#tell({ refused: `An input must be a number up to about 1.8e308, got “${text}”. ${name} stays ${kept}.` });
  }

  /** Walks to a position; it stops at either end. */
  walk(position: number): void {
    const { circuit, steps, settings } = this.#state;
    const within = Math.min(Math.max(position, 0), steps.length);
    const at = within === steps.length ? undefined : within;
    const revealed = revealedAt(circuit, steps, within);
    this.#tell({ position: within, revealed, settings: { ...settings, at }, moved: undefined });
    this.#follow();
  }

  /** Sets the distance of the numerical gradient. */
  difference(h: number): void {
    this.#tell({ settings: { ...this.#state.settings, h } });
  }

  /** Ends it: nothing stays subscribed. */
  close(): void {
    this.#recount.close();
    this.state$.complete();
  }

  get #state(): CircuitState {
    return this.state$.value;
  }

  #open(settings: Settings): void {
    try {
      this.#tell(this.#opened(settings));
    } catch (error) {
      return this.#tell({ typed: settings.text, problem: told(error) });
    }
    this.#follow();
  }

  #opened(settings: Settings): CircuitState {
    const { on, text, at } = settings;
    const circuit = circuitOf(text, settings.values, examples.find(({ name }) => name === on)?.called);
    const steps = walkOf(circuit);
    const position = Math.min(at ?? steps.length, steps.length);
    const values = valuesOf(circuit);
    return {
      settings: { ...settings, values, at: position === steps.length ? undefined : position },
      typed: text,
      circuit,
      steps,
      position,
      revealed: revealedAt(circuit, steps, position),
      values,
      problem: undefined,
      refused: undefined,
      moved: undefined,
    };
  }

  #follow(): void {
    this.#recount.follow(this.#state.circuit, this.#state.revealed);
  }

  #tell(changes: Partial<CircuitState>): void {
    this.state$.next({ ...this.#state, ...changes });
  }
}

function valuesOf({ inputs }: NamedCircuit): ReadonlyMap<string, number> {
  return new Map([...inputs].map(([name, input]) => [name, read(input).item()]));
}

/** What an error of the visitor’s says; others are ours, and go on. */
function told(error: unknown): string {
  if (error instanceof ExpressionError) return error.message;
  throw error;
}
