#!/usr/bin/env node
import '../dist/src/cli/rag.js';
