import * as data from '@thalweg/data';
import * as graph from '@thalweg/graph';
import * as inspect from '@thalweg/inspect';
import * as metrics from '@thalweg/metrics';
import * as nn from '@thalweg/nn';
import * as online from '@thalweg/online';
import * as optim from '@thalweg/optim';
import * as tensor from '@thalweg/tensor';
import { suggestion } from '@thalweg/tensor/engine';
import * as train from '@thalweg/train';
import * as wasm from '@thalweg/wasm';
import * as rxjs from 'rxjs';
import { editableModules } from '../program/programs-of.ts';

const packages: Readonly<Record<string, object>> = {
  tensor,
  graph,
  optim,
  nn,
  data,
  metrics,
  train,
  online,
  inspect,
  wasm,
};

/** Names that the language and the translated imports look up. */
const ASKED = /^(__esModule|default|then)$/;

/**
 * The module that a block imports by a name of `editableModules`.
 *
 * @throws TypeError if the page has no such module; and later, when a name is used that the module does not export
 */
export function moduleNamed(name: string): object {
  const found = name === 'rxjs' ? rxjs : packages[name.replace(/^@?thalweg\//, '')];
  if (found === undefined)
    throw new TypeError(
      `import: a module must be one that this page has, got '${name}'. ${suggestion(name, [...editableModules])}`,
    );
  return new Proxy(found, {
    get(exports: Readonly<Record<string, unknown>>, key) {
      if (typeof key === 'symbol' || key in exports || ASKED.test(key)) return exports[key as string];
      throw new TypeError(
        `import: a name must be one that '${name}' exports, got '${key}'. ${suggestion(key, Object.keys(exports))}`,
      );
    },
  });
}
