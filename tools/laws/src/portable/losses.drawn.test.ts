import { takenRows } from '@thalweg/drawn';
import { allOperations, constant, parameter, type Node } from '@thalweg/graph';
import { lossOperations } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { describe, it } from 'vitest';
import { appliedLoss, operationReferences } from '../references/operation-reference.ts';
import { nodeKeepsItsBits } from './keeps-its-bits.ts';

const rows = operationReferences('losses');
const taken = takenRows('portable losses', rows, ({ operation }) => operation);
const losses = [...new Set(rows.map(({ operation }) => operation))];
const operations = { ...allOperations, ...lossOperations };

describe('a loss that was written and read again keeps its bits, and those of its gradients, with all options:', () => {
  it.each(losses)('%s', loss => {
    for (const row of taken.filter(({ operation }) => operation === loss)) {
      const inputs = row.inputs.map(({ data, shape, dtype }) => {
        const value = tensor([...data], { shape, dtype: dtype ?? 'float64' });
        return (dtype === undefined ? parameter(value) : constant(value)) as Node;
      });
      nodeKeepsItsBits(appliedLoss(row, inputs), true, operations);
    }
  });
});
