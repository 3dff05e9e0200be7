import * as data from '@thalweg/data';
import * as graph from '@thalweg/graph';
import * as inspect from '@thalweg/inspect';
import * as metrics from '@thalweg/metrics';
import * as nn from '@thalweg/nn';
import * as online from '@thalweg/online';
import * as optim from '@thalweg/optim';
import * as tensor from '@thalweg/tensor';
import * as train from '@thalweg/train';
import * as wasm from '@thalweg/wasm';
import * as rxjs from 'rxjs';

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

/** The module that a block imports by a name of `editableModules`. */
export function moduleNamed(name: string): object {
  const found = name === 'rxjs' ? rxjs : packages[name.replace(/^@?thalweg\//, '')];
  if (found === undefined)
    throw new TypeError(`import: a module must be one that this page has, got '${name}'. Run the code in a project.`);
  return found;
}
