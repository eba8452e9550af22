export { randomIntegers } from '../../src/random.ts';
