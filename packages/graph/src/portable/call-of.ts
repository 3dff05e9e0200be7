import type { Call, Node } from '../node/node.ts';

/** Returns the call that gives a node which an operation made: its name and its arguments, in which inputs are nodes. */
export function callOf({ rule, inputs }: Node): Call {
  return rule!.call?.(inputs) ?? [rule!.name, ...inputs];
}
