#!/usr/bin/env node
// src/entries/cli.ts
process.stdout.write("gate\n");

export {  };