import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { doorstep } from './build/doorstep.ts'
import { precompress } from './build/precompress.ts'
import { serviceWorker } from './build/service-worker.ts'

export default defineConfig({
  plugins: [svelte(), doorstep(), serviceWorker(), precompress()],
  build: {
    outDir: '../../server/utelys/_web',
    emptyOutDir: true,
    target: 'es2022',
    // A phone on prepaid data pays for every byte: no source maps, nothing inlined as data URLs
    // (the policy forbids them), no polyfill for module preload.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
  },
})
