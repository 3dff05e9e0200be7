import type { HostFunction } from '../emit/functions.ts';
import { isNative } from '../emit/instructions.ts';
import type { ScheduleItem } from '../ir/schedule-item.ts';

/** The functions of the host that formulas call, by name. */
export function hostFunctions(items: readonly ScheduleItem[]): Map<string, HostFunction> {
  const used = new Map<string, HostFunction>();
  for (const item of items) {
    if (item.kind === 'loop') for (const [name, of] of Object.entries(item.code.calls ?? {})) used.set(name, of);
    if (item.kind === 'group' || item.kind === 'reduction')
      for (const { instruction } of item.group.steps)
        if (!isNative(instruction.name, item.kind === 'reduction' || item.vector))
          used.set(instruction.name, instruction.of);
  }
  return used;
}
