import { eventsOf, ofKind } from './words-program.ts';

/** The figures that do not depend on the clock. */
export async function figuresOf(options: readonly string[], lines?: readonly string[]) {
  const events = await eventsOf(options, lines);
  const { steps, loss, heldOut, compared } = ofKind(events, 'result')[0]!;
  return { steps, loss, heldOut, compared, typed: ofKind(events, 'typed').map(({ line, bits }) => [line, bits]) };
}
