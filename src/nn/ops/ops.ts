import { elementwise } from './elementwise.ts';
import { matrix } from './matrix.ts';
import { quantization } from './quantization.ts';
import { reduction } from './reduction.ts';
import { shape } from './shape.ts';

/** The operators that graphs may use: what each does, the shape of its result, its derivative. */
export const ops = { ...elementwise, ...matrix, ...shape, ...reduction, ...quantization };

export type Op = keyof typeof ops;
