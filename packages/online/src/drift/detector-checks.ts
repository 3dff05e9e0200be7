import { ContractError } from '@thalweg/tensor';
import { oneOf } from '@thalweg/tensor/engine';
import type { Direction } from './direction.ts';

/** Between 0 and 1, neither of them: a probability of being wrong, a weight. */
export function checkBetween(subject: string, option: string, value: number, example: number): void {
  if (!(value > 0 && value < 1))
    throw new ContractError(subject, `${option} must lie between 0 and 1`, String(value), `Try ${example}.`);
}

/** Throws `ContractError` unless a value is a whole number of at least `least`. */
export function checkWhole(subject: string, option: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ContractError(
      subject,
      `${option} must be a whole number of at least ${least}`,
      String(value),
      `Try ${Math.max(least, 30)}.`,
    );
}

/** Throws `ContractError` unless a value is finite and at least 0. */
export function checkAmount(subject: string, option: string, value: number, example: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new ContractError(subject, `${option} must be finite and at least 0`, String(value), `Try ${example}.`);
}

/** Throws `ContractError` unless a warning comes before its drift. */
export function checkOrder(subject: string, requirement: string, holds: boolean, given: readonly number[]): void {
  if (!holds)
    throw new ContractError(subject, requirement, given.join(' and '), 'Give both the same value for no warning.');
}

export function checkDirection(subject: string, direction: Direction): void {
  oneOf(`${subject}: direction`, direction, ['up', 'down', 'both']);
}

/** Throws `ContractError` unless a value is 0 or 1: an error or none. */
export function checkBit(detector: string, value: number): void {
  if (value !== 0 && value !== 1)
    throw new ContractError(
      detector,
      'each value must be 0 or 1',
      String(value),
      'Give 1 for an error and 0 for none.',
    );
}

/** Throws `ContractError` unless a value is from 0 to 1. NaN is not. */
export function checkFraction(detector: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new ContractError(
      detector,
      'each value must be from 0 to 1',
      String(value),
      'Scale the values, or clip them.',
    );
}

/** Throws `ContractError` unless a value is a finite number. */
export function checkFinite(detector: string, value: number): void {
  if (!Number.isFinite(value))
    throw new ContractError(detector, 'each value must be finite', String(value), 'Filter such values out.');
}
