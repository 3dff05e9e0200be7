import { feed, parameter, plus, read, times } from '@thalweg/graph';
import { defineCircuitElement, type CircuitElement } from '@thalweg/inspect';
import { sgd } from '@thalweg/optim';
import { step } from '@thalweg/train';

type Values = { readonly x: number; readonly y: number; readonly z: number };

/** The circuit of the first page, (x + y)·z. */
export interface LiveCircuit {
  readonly set: (name: keyof Values, value: number) => void;
  /** Takes a step against the gradient, and returns the values after it. */
  readonly step: () => Values;
  readonly theme: (dark: boolean) => void;
  readonly close: () => void;
}

/** Shows the circuit in a part of a page. */
export function liveCircuit(place: HTMLElement): LiveCircuit {
  const sources = { x: parameter(-2), y: parameter(5), z: parameter(-4) };
  const { x, y, z } = sources;
  const f = x.pipe(plus(y), times(z));
  const descend = step(f, sgd({ learningRate: 0.1 }));
  defineCircuitElement();
  const element = document.createElement('thalweg-circuit') as CircuitElement;
  Object.assign(element, { names: { ...sources, f }, node: f });
  place.append(element);
  return {
    set: (name, value) => feed([sources[name], value]),
    step() {
      descend();
      return { x: read(x).item(), y: read(y).item(), z: read(z).item() };
    },
    theme: dark => element.setAttribute('theme', dark ? 'dark' : 'light'),
    close: () => element.remove(),
  };
}
