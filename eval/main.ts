import { runProgram } from '../src/cli/run-program.ts';
import { packageVersion } from './environment.ts';
import { evalProgram } from './program.ts';

await runProgram(evalProgram(packageVersion()));
