import { ContractError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { defineCircuitElement } from './index.ts';

describe('defineCircuitElement', () => {
  it.each(['', 'circuit', 'My-circuit', '1-circuit', 'a b-c', '-circuit'])(
    'refuses %j, which names no element',
    name => {
      expect(() => defineCircuitElement(name)).toThrow(ContractError);
      expect(() => defineCircuitElement(name)).toThrow("got '" + name + "'. Try 'my-circuit'.");
    },
  );
});
