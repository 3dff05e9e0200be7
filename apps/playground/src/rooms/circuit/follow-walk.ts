import type { Node } from '@thalweg/graph';
import type { CircuitElement } from '@thalweg/inspect';
import type { Observable, Subscription } from 'rxjs';
import { motionIsReduced } from '../../page/motion.ts';
import type { CircuitState } from './control.ts';

/** The share of a step’s time in which its numbers travel. The rest is for reading them. */
const TRAVELLING = 0.75;

/**
 * Keeps the view of a circuit at the position of the walk. A step ahead is shown by what travels along the wires, and the
 * step’s number appears when it has arrived; any other position is shown at once.
 */
export function followWalk(element: CircuitElement, state$: Observable<CircuitState>): Subscription {
  let last: CircuitState | undefined;
  return state$.subscribe(state => {
    const { circuit, steps, position, revealed, speed } = state;
    const before = last;
    last = state;
    if (circuit !== before?.circuit) {
      element.names = Object.fromEntries([...circuit.names].map(([node, name]) => [name, node]));
      element.node = circuit.root;
    } else if (revealed === before.revealed) return;
    const step = steps[position - 1];
    element.current = step?.node;
    element.opened = describedAt(state);
    if (step === undefined || circuit !== before?.circuit || position !== before.position + 1) {
      element.revealed = revealed;
      return;
    }
    element.revealed = before.revealed;
    void element.travel(step.node, { pass: step.pass, duration: TRAVELLING * speed.period }).then(() => {
      if (last?.revealed === revealed) element.revealed = revealed;
    });
  });
}

/** Returns the node whose panel explains a step: the computed node, or the one that passes the gradient back. */
function describedAt({ circuit, steps, position }: CircuitState): Node | undefined {
  const step = steps[Math.max(0, position - 1)];
  if (step?.pass !== 'backward') return step?.node;
  return circuit.nodes.find(({ inputs }) => inputs.includes(step.node)) ?? step.node;
}

/** Scrolls the walk to the top of a small screen if the picture, where its step is seen, begins near the end or below it. */
export function showPicture(button: Element): void {
  const section = button.closest('section');
  const picture = section?.querySelector('thalweg-circuit');
  if (picture === null || picture === undefined || picture.getBoundingClientRect().top < 0.6 * innerHeight) return;
  section!.scrollIntoView({ block: 'start', behavior: motionIsReduced() ? 'instant' : 'smooth' });
}

/** The effect of a key on the walk. */
type WalkAction = 'back' | 'step' | 'toggle';

const ACTIONS: Readonly<Record<string, WalkAction>> = { ArrowLeft: 'back', ArrowRight: 'step', ' ': 'toggle' };

/** Elements that use the arrow keys or the space bar themselves. */
const OWN = 'input, select, textarea, thalweg-circuit';

/** Returns what a pressed key does to the walk; undefined where the key means something else. */
export function walkAction({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent): WalkAction | undefined {
  const action = ACTIONS[key];
  const element = target as Element;
  if (altKey || ctrlKey || metaKey || element.closest(OWN) !== null) return undefined;
  // The space bar presses a button.
  return action === 'toggle' && element.closest('button, summary, a') !== null ? undefined : action;
}
