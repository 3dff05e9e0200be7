import { ContractError } from '@thalweg/tensor';
import { arrayOf, printed, suggestion } from '@thalweg/tensor/engine';
import type { Json } from '@thalweg/train';
import { columnTransformer, type ColumnTransformer, type ColumnTransformerOptions } from './column-transformer.ts';
import type { ColumnTransform } from './columns/column-transform.ts';

/** Transforms of columns by their names, as `allTransforms` has them. */
export type TransformTable = Readonly<Record<string, (...given: never[]) => ColumnTransform>>;

/** A column of a described transformer: its name, and the calls of its transforms, as `['impute', 'median']`. */
interface DescribedColumn {
  readonly name: Json;
  readonly transforms: Json;
}

/**
 * Returns a function that makes a transformer again from the arguments of its `describe()`, with the transforms of a table. A
 * model's file has them, and the state: so a process without the code of the training makes the same features.
 *
 * - **Throws** the function throws `ContractError` for a transform that the table lacks, for what is no description, and for
 *   arguments that a transform or `columnTransformer` refuses
 *
 * @example
 * const trained = columnTransformer({ age: [impute(40), standardize()] });
 * const madeAgain = columnTransformerOf({ impute, standardize })(...trained.describe().arguments);
 * madeAgain.names // => ['age']
 */
export function columnTransformerOf(transforms: TransformTable): (...described: readonly Json[]) => ColumnTransformer {
  return (columns, options) => {
    const named = (arrayOf(SUBJECT, 'columns', columns as readonly Json[]) as readonly (DescribedColumn | null)[]).map(
      column => {
        const { name, transforms: calls } = column ?? { name: null, transforms: null };
        if (typeof name !== 'string') throw refused('a column must have a name', printed(name));
        const chain = arrayOf(SUBJECT, `the transforms of ${name}`, calls as readonly Json[]);
        return [name, chain.map(call => transformOf(transforms, call))] as const;
      },
    );
    const [twice] = named.map(([name]) => name).filter((name, i, names) => names.indexOf(name) < i);
    if (twice !== undefined) throw refused('each column must be there once', `two of '${twice}'`);
    return columnTransformer(Object.fromEntries(named), options as ColumnTransformerOptions) as ColumnTransformer;
  };
}

const SUBJECT = 'columnTransformerOf';

function transformOf(transforms: TransformTable, call: Json): ColumnTransform {
  const [name, ...given] = arrayOf(SUBJECT, 'a transform', call as readonly Json[]);
  const make = typeof name === 'string' && Object.hasOwn(transforms, name) ? transforms[name] : undefined;
  if (make !== undefined) return make(...(given as never[]));
  throw new ContractError(
    SUBJECT,
    'the table must have each transform of the description',
    `none of the name ${printed(name).slice(0, 80)}`,
    suggestion(typeof name === 'string' ? name : '', Object.keys(transforms)),
  );
}

function refused(requirement: string, given: string): ContractError {
  return new ContractError(SUBJECT, requirement, given, 'Is it from describe() of a columnTransformer?');
}
