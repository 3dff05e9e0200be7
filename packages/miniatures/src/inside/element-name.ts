import { ContractError } from '@thalweg/tensor';

/** Returns the name of a custom element, or throws `ContractError` if no element can have it. */
export function elementName(caller: string, name: string): string {
  if (!/^[a-z][^A-Z\s/>]*-[^A-Z\s/>]*$/.test(name))
    throw new ContractError(
      caller,
      'the name of an element must have a hyphen and no capital letters',
      `'${name}'`,
      "Try 'my-picture'.",
    );
  return name;
}
