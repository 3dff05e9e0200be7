import { longProducts } from '../testing/long-products.ts';

longProducts(7);
