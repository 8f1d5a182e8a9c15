#!/usr/bin/env node
// src/entries/guard.ts
process.stdout.write("gate\n");

export {  };