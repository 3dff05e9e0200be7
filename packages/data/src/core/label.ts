/** A class or a group: the value of a field that rows have in common. A scalar tensor stands for its number. */
export type Label = number | string | boolean | bigint;

/** The field that holds a label, by its name, or a function that returns it. */
export type LabelField<T> = (keyof T & string) | ((record: T) => Label);
