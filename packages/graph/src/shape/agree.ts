/** True for two sizes that agree, as far as they are known. */
export type Agree<K, L> = K extends L ? true : number extends K ? true : number extends L ? true : false;
