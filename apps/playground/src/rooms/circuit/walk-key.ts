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
