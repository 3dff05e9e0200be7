import { feed, input, plus, times } from '@thalweg/graph';
import { defineCircuitElement, type CircuitElement } from '@thalweg/inspect';
import { motionIsReduced } from '../page/motion.ts';

/** The values that x takes in turn. */
const VALUES = [-2, -1, 1, 2, 4, 1];
const MILLISECONDS = 4000;

/**
 * Returns the lecture’s circuit, f = (x + y)·z, whose values and gradients flow each time that x changes; with a button
 * that pauses it. It stops by itself when it is no longer in a page.
 */
export function circuitMiniature(): HTMLElement {
  const [x, y, z] = [input('x', []), input('y', []), input('z', [])];
  const q = x.pipe(plus(y));
  const f = q.pipe(times(z));
  feed([x, VALUES[0]!], [y, 5], [z, -4]);
  defineCircuitElement();
  const element = document.createElement('thalweg-circuit') as CircuitElement;
  element.setAttribute('flow', 'on');
  Object.assign(element, { names: { q, f }, node: f });

  let at = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  const pause = (): void => {
    clearInterval(timer);
    timer = undefined;
    button.textContent = 'Play';
  };
  const goOn = (): void => {
    if (!whole.isConnected) return pause();
    if (document.hidden) return;
    at = (at + 1) % VALUES.length;
    feed([x, VALUES[at]!]);
  };
  const play = (): void => {
    timer = setInterval(goOn, MILLISECONDS);
    button.textContent = 'Pause';
  };
  button.onclick = () => (timer === undefined ? play() : pause());
  if (motionIsReduced()) pause();
  else play();

  const whole = document.createElement('div');
  whole.className = 'flowing';
  whole.append(element, button);
  return whole;
}
