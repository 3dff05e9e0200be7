import type { Slot } from '@thalweg/graph/engine';
import { sizeOf } from '@thalweg/tensor';
import { BYTES } from '../emit/elements.ts';
import type { Arithmetic } from '../assembler/func.ts';
import { readBy, writtenBy, type LoopItem, type ScheduleItem } from '../ir/schedule-item.ts';
import type { ExplainedPlan, ExplainedUnit } from './explained-plan.ts';
import { explainedText } from './explained-text.ts';
import type { UnitTimes } from './unit-times.ts';

/** The properties of a plan besides its items. */
interface Properties {
  /** The bytes of its buffers. */
  readonly own: number;
  readonly relaxed: Arithmetic | undefined;
  readonly times: UnitTimes | undefined;
}

/** Explains the items of a plan. */
export function explained(items: readonly ScheduleItem[], { own, relaxed, times }: Properties): ExplainedPlan {
  const rights = new Set(items.flatMap(item => (item.kind === 'product' && item.right ? [item.right] : [])));
  const bytes = [...rights].reduce((sum, right) => sum + right.bytes, own);
  const units = items.map(item => {
    const unit = explainedUnit(item);
    return times === undefined ? unit : timedUnit(unit, item, times);
  });
  const plan: ExplainedPlan = { units, bytes, arithmetic: relaxed ? 'relaxed' : 'plain', toString: () => explainedText(plan, times) }; // prettier-ignore
  return plan;
}

/** Returns a unit with its times, which follow the passes. */
function timedUnit(unit: ExplainedUnit, item: ScheduleItem, times: UnitTimes): ExplainedUnit {
  return {
    ...unit,
    get microseconds() {
      return times.of(item);
    },
    get share() {
      const time = times.of(item);
      return time === undefined ? undefined : time / times.total;
    },
    get gigaflops() {
      const time = times.of(item);
      return time === undefined ? undefined : unit.operations / time / 1000;
    },
  };
}

function explainedUnit(item: ScheduleItem): ExplainedUnit {
  const [reads, writes] = [readBy(item), writtenBy(item)];
  return {
    ...described(item),
    reads: reads.map(printed),
    writes: writes.map(printed),
    bytes: [...reads, ...writes].reduce((sum, slot) => sum + sizeOf(slot.shape!) * BYTES[slot.wire.dtype], 0),
  };
}

function described(item: ScheduleItem): Pick<ExplainedUnit, 'by' | 'what' | 'operations'> {
  switch (item.kind) {
    case 'group': {
      const { steps, shape } = item.group;
      const what = steps.map(({ instruction }) => instruction.name).join(' ');
      return { by: item.vector ? 'vectors' : 'numbers', what, operations: steps.length * sizeOf(shape) };
    }
    case 'reduction': {
      const { steps, shape } = item.group;
      const results = [...item.reduction.results.values()];
      const formulas = steps.map(({ instruction }) => instruction.name).join(' ');
      const what = `${results.map(({ name }) => name).join(' ')}${formulas && ` of ${formulas}`}`;
      return { by: 'vectors', what, operations: (steps.length + results.length) * sizeOf(shape) };
    }
    case 'loop':
      return { by: 'vectors', what: item.name, operations: operationsOf(item) };
    case 'product': {
      const { m, n, k } = item.shape;
      const count = sizeOf(item.batch?.lengths ?? []);
      const times = item.batch === undefined ? '' : `, ${count} times`;
      const what = `product ${m}×${k}×${n}${times}${item.right === undefined ? '' : ', packed ahead'}`;
      return { by: 'vectors', what, operations: 2 * m * n * k * count };
    }
    case 'interpret':
      return { by: 'interpreter', what: item.slot.wire.name, operations: sizeOf(item.slot.shape!) };
  }
}

function operationsOf({ slot, code }: LoopItem): number {
  return code.operations ?? sizeOf((code.reads[0] ?? slot).shape!);
}

function printed({ wire, shape }: Slot): string {
  return `${wire.name} [${shape!.join(', ')}]`;
}
