import { it } from 'vitest';
import { agrees, recurrentRows, titleOf } from './recurrent-agreement.ts';

it.each(recurrentRows().map((row, number) => [titleOf(row, number), row] as const))(
  'in float32, with names for the batch and the length, the interpreter has PyTorch’s numbers: %s',
  (_, row) => agrees(row, { dtype: 'float32', named: true }),
);
