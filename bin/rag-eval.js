#!/usr/bin/env node
import module from 'node:module';

// Code that was compiled once starts faster; Node 20 has no such cache.
module.enableCompileCache?.();
await import('../dist/eval/main.js');
