import ts from 'typescript';

/** The number of a kind in its table: kinds refer to each other, and may contain themselves. */
export type KindId = number;

/** A type of TypeScript, as far as values can be drawn from it. */
export type Kind =
  | { readonly of: 'number' | 'string' | 'boolean' }
  /** Whatever it is, or any object. */
  | { readonly of: 'any'; readonly object?: boolean }
  /** The name of a field of something else. */
  | { readonly of: 'key' }
  | { readonly of: 'literal'; readonly value: string | number | boolean | null | undefined }
  | { readonly of: 'union'; readonly kinds: readonly KindId[] }
  | { readonly of: 'array'; readonly item: KindId }
  | { readonly of: 'tuple'; readonly items: readonly KindId[] }
  | { readonly of: 'function'; readonly name: string; readonly signatures: readonly Signature[] }
  | ObjectKind;

/** An object: by its fields, or by the name of a class or of a type of the platform. */
export interface ObjectKind {
  readonly of: 'object';
  readonly name: string;
  /** True for classes and types of the platform: fields do not make one. */
  readonly opaque: boolean;
  readonly fields: readonly Field[];
  /** The kind of the values of any name, as in `Record<string, number>`. */
  readonly values?: KindId;
  /** The kinds of its type's arguments. */
  readonly items: readonly KindId[];
  /** What calls of it take and return, if it is a function too. */
  readonly signatures: readonly Signature[];
}

/** A field of an object, or a parameter of a function. */
export interface Field {
  readonly name: string;
  readonly kind: KindId;
  readonly optional: boolean;
  /** True for a parameter that takes all further arguments: its kind is an array. */
  readonly rest: boolean;
}

/** The parameters and the result of a call. */
export interface Signature {
  readonly parameters: readonly Field[];
  readonly returns: KindId;
}

/** An exported function, class, or function of an exported object such as `scalar`. */
export interface Callable {
  /** Such as `optim`. */
  readonly package: string;
  /** Such as `adam` or `scalar.add`. */
  readonly name: string;
  readonly construct: boolean;
  readonly signatures: readonly Signature[];
}

/** All that can be called, and the kinds of what it takes and returns. */
export interface Callables {
  readonly callables: readonly Callable[];
  readonly kinds: readonly Kind[];
}

const { TypeFlags, SymbolFlags } = ts;

/** Types within types beyond this depth may be anything: generic types may contain ever new ones. */
const DEPTH = 9;

/** Operators of RxJS, which an observable takes: no calls of ours. */
const pipes: readonly string[] = ['pipe', 'lift'];

/** The kinds of types, each once. */
export class KindTable {
  readonly kinds: Kind[] = [];
  readonly #checker: ts.TypeChecker;
  readonly #ids = new Map<ts.Type, KindId>();
  readonly #waiting: { readonly type: ts.Type; readonly id: KindId; readonly depth: number }[] = [];
  #depth = 0;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  signaturesOf(signatures: readonly ts.Signature[]): Signature[] {
    return signatures.map(signature => ({
      parameters: signature.parameters.map(parameter => this.#field(parameter)),
      returns: this.#idOf(signature.getReturnType()),
    }));
  }

  /** Finds the kinds of all types that were asked for, those that are least deep first. */
  complete(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#depth = next.depth + 1;
      if (this.#depth <= DEPTH) this.kinds[next.id] = this.#kindOf(next.type);
    }
    this.#depth = 0;
  }

  #idOf(type: ts.Type): KindId {
    const known = this.#ids.get(type);
    if (known !== undefined) return known;
    const id = this.kinds.push({ of: 'any' }) - 1;
    this.#ids.set(type, id);
    this.#waiting.push({ type, id, depth: this.#depth });
    return id;
  }

  #field(symbol: ts.Symbol): Field {
    const declaration = symbol.valueDeclaration;
    const parameter = declaration !== undefined && ts.isParameter(declaration) ? declaration : undefined;
    const optional =
      (symbol.flags & SymbolFlags.Optional) !== 0 ||
      parameter?.initializer !== undefined ||
      parameter?.questionToken !== undefined;
    const kind = this.#idOf(this.#checker.getTypeOfSymbol(symbol));
    return { name: symbol.name, kind, optional, rest: parameter?.dotDotDotToken !== undefined };
  }

  #kindOf(type: ts.Type): Kind {
    const { flags } = type;
    if (flags & TypeFlags.BooleanLiteral) return { of: 'literal', value: this.#checker.typeToString(type) === 'true' };
    if (type.isLiteral() && typeof type.value !== 'object') return { of: 'literal', value: type.value };
    if (flags & TypeFlags.NumberLike) return { of: 'number' };
    if (flags & TypeFlags.StringLike) return { of: 'string' };
    if (flags & (TypeFlags.Undefined | TypeFlags.Void)) return { of: 'literal', value: undefined };
    if (flags & TypeFlags.NonPrimitive) return { of: 'any', object: true };
    if (flags & TypeFlags.Index) return { of: 'key' };
    if (flags & TypeFlags.Null) return { of: 'literal', value: null };
    if (flags & TypeFlags.Boolean) return { of: 'boolean' };
    if (type.isUnion()) return { of: 'union', kinds: type.types.map(part => this.#idOf(part)) };
    if (type.isIntersection()) return this.#intersection(type);
    if (flags & TypeFlags.Object) return this.#object(type);
    return this.#bounded(type);
  }

  /** A type that depends on type parameters: what they are known to be. */
  #bounded(type: ts.Type): Kind {
    const { flags } = type;
    if (flags & TypeFlags.Substitution) return this.#same((type as ts.SubstitutionType).baseType);
    if (!(flags & TypeFlags.Instantiable)) return { of: 'any' };
    const bound = this.#checker.getBaseConstraintOfType(type);
    return bound === undefined || bound === type ? { of: 'any' } : this.#same(bound);
  }

  /** An operand that must also broadcast is an operand: conditions on types choose no values. */
  #intersection(type: ts.IntersectionType): Kind {
    const plain = type.types.filter(part => !(part.flags & TypeFlags.Conditional));
    const part =
      plain.find(one => one.flags & (TypeFlags.Instantiable | TypeFlags.StringLike | TypeFlags.NumberLike)) ?? plain[0];
    if (part === undefined) return { of: 'any' };
    if (plain.every(one => one.flags & TypeFlags.Object)) return this.#object(type);
    return this.#same(part);
  }

  #same(type: ts.Type): Kind {
    return this.#kindOf(type);
  }

  #object(type: ts.Type): Kind {
    const checker = this.#checker;
    const items = type.isIntersection() ? [] : checker.getTypeArguments(type as ts.TypeReference);
    if (checker.isTupleType(type)) return { of: 'tuple', items: items.map(item => this.#idOf(item)) };
    if (checker.isArrayType(type)) return { of: 'array', item: this.#idOf(items[0]!) };
    const part = type.isIntersection() ? type.types.find(one => isClass(one.symbol)) : undefined;
    if (part !== undefined) return this.#same(part);
    const name = (isClass(type.symbol) ? type.symbol : (type.aliasSymbol ?? type.symbol))?.name ?? '';
    const signatures = this.signaturesOf(type.getCallSignatures());
    if (signatures.length > 0 && type.getProperties().length === 0) return { of: 'function', name, signatures };
    return this.#fields(type, name, items, signatures);
  }

  #fields(type: ts.Type, name: string, items: readonly ts.Type[], signatures: Signature[]): ObjectKind {
    const symbol = type.symbol as ts.Symbol | undefined;
    const foreign = !isMapped(type) && (symbol?.declarations?.some(isForeign) ?? false);
    const values = type.getStringIndexType();
    const fields = foreign
      ? []
      : type
          .getProperties()
          .filter(isOurs)
          .map(property => this.#field(property));
    return {
      of: 'object',
      name,
      opaque: foreign || isClass(symbol) || type.getConstructSignatures().length > 0,
      fields,
      ...(values && { values: this.#idOf(values) }),
      items: items.map(item => this.#idOf(item)),
      signatures,
    };
  }
}

/** True for a type such as `Pick<…>`, whose fields are those of another type. */
function isMapped(type: ts.Type): boolean {
  return ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
}

function isClass(symbol: ts.Symbol | undefined): boolean {
  return symbol !== undefined && (symbol.flags & SymbolFlags.Class) !== 0;
}

/** True for what a library or the platform declares. */
function isForeign(declaration: ts.Declaration): boolean {
  return declaration.getSourceFile().fileName.includes('node_modules');
}

/** True for a field that a caller may use, declared by us. */
function isOurs(property: ts.Symbol): boolean {
  const declared = property.declarations ?? [];
  const hidden = declared.some(
    one => ts.getCombinedModifierFlags(one) & ts.ModifierFlags.NonPublicAccessibilityModifier,
  );
  return !declared.some(isForeign) && !hidden && !pipes.includes(property.name) && !/^__|#/.test(property.name);
}
