import path from 'node:path';
import rollupLicense from 'rollup-plugin-license';
import { defineConfig, type Plugin } from 'rolldown';
import { type Bundled, licenses, TAKEN } from './scripts/licenses.ts';

// A CommonJS module whose types speak of a default export that Node does not see.
const license = rollupLicense as unknown as (options: object) => Plugin;

export default defineConfig({
  input: {
    cli: 'src/entries/cli.ts',
    'guard-process': 'src/entries/guard-process.ts',
    'action-main': 'src/entries/action-main.ts',
    'action-post': 'src/entries/action-post.ts',
  },
  platform: 'node',
  // GitHub's toolkit does nothing when it is loaded, and does not say so.
  treeshake: { moduleSideEffects: [{ test: /node_modules\/@actions\/core\//, sideEffects: false }] },
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    // Unminified and under stable names: a reviewer reads what runs, and what changed.
    minify: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  },
  resolve: { alias: { 'unzip-stream': path.resolve(import.meta.dirname, 'scripts/no-unzip.ts') } },
  plugins: [
    license({
      thirdParty: { output: { file: 'dist/LICENSES.txt', template: (packages: readonly Bundled[]) => licenses([...packages, ...TAKEN]) } },
    }),
  ],
});
