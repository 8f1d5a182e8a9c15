#!/usr/bin/env node
process.stdout.write('gate\n');
