import { names } from '@nx/devkit';
import { Script } from 'node:vm';
import { checkedName } from './checked-name.mjs';

/**
 * What is generated: its file, what that exports, what its types begin with, and its name in a sentence.
 *
 * @typedef {{ file: string, identifier: string, type: string, words: string }} Names
 */

/**
 * The names of a function that is generated, from one like `soft-sign` or `softSign`.
 *
 * @param {string} generator
 * @param {string} name
 * @returns {Names}
 */
export function namesOf(generator, name) {
  const camel = /^[a-z][A-Za-z0-9]*$/.test(name);
  const file = checkedName(generator, camel ? name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`) : name);
  const { propertyName: identifier, className: type } = names(file);
  if (!canBeDeclared(identifier))
    throw new Error(`${generator}: the name must not be a word of JavaScript, got '${name}'. Choose another.`);
  const words = file.replaceAll('-', ' ').replace(/^./, letter => letter.toUpperCase());
  return { file, identifier, type, words };
}

/**
 * Whether a module may declare it. It is only parsed, as what an asynchronous function does in strict code.
 *
 * @param {string} identifier
 */
function canBeDeclared(identifier) {
  try {
    new Script(`'use strict'; async () => { const ${identifier} = 0; };`);
    return true;
  } catch {
    return false;
  }
}
